/// How fast a voice speaks, for lengths that must be known before anything is spoken.
public struct SpeechRate: Hashable, Sendable {
  /// Characters a second.
  public var charactersPerSecond: Double

  public init(charactersPerSecond: Double) { self.charactersPerSecond = charactersPerSecond }

  /// What a language is usually spoken at (peers' estimators; peers.md, section 3).
  public static func usual(_ language: String) -> SpeechRate {
    let known = ["zh": 4.2, "yue": 4.2, "ja": 6, "ko": 5, "de": 13, "ru": 12.5, "en": 14.5]
    return SpeechRate(charactersPerSecond: known[Language(language).primary] ?? 14)
  }

  public func length(of text: String) -> Time {
    Time(seconds: Double(text.count) / charactersPerSecond)
  }
}

extension SpeechRate {
  /// How long a line may plausibly last, in seconds: from a quarter of what its letters usually take to four times what all of it does.
  ///
  /// Figures, signs and capitals are counted as whole words, for they may be read out as such.
  public static func plausible(for line: Line) -> ClosedRange<Double> {
    let rate = usual(line.language).charactersPerSecond * Double(max(1, line.pace)) / 100
    let letters = line.text.count { $0.isLetter }
    let most = line.text.reduce(0) {
      $0 + ($1.isLetter && !$1.isUppercase ? 1 : $1 == " " ? 1 : 10)
    }
    let least = max(0, Double(letters) / rate / 4 - 0.2)
    return least...max(least, Double(most) / rate * 4 + 4)
  }
}
