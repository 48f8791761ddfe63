/// How fast a voice speaks, for lengths that must be known before anything is spoken.
public struct SpeechRate: Hashable, Sendable {
  /// Characters a second.
  public var charactersPerSecond: Double

  public init(charactersPerSecond: Double) { self.charactersPerSecond = charactersPerSecond }

  /// The rate of takes that are there; nil without any.
  public init?(learnedFrom takes: [(text: String, length: Time)]) {
    let characters = takes.reduce(0) { $0 + $1.text.count }
    let seconds = takes.reduce(0) { $0 + $1.length.seconds }
    guard characters > 0, seconds > 0 else { return nil }
    charactersPerSecond = Double(characters) / seconds
  }

  /// What a language is usually spoken at (peers' estimators; peers.md, section 3).
  public static func usual(_ language: String) -> SpeechRate {
    let known = ["zh": 4.2, "yue": 4.2, "ja": 6, "ko": 5, "de": 13, "ru": 12.5, "en": 14.5]
    return SpeechRate(charactersPerSecond: known[Language(language).primary] ?? 14)
  }

  public func length(of text: String) -> Time {
    Time(seconds: Double(text.count) / charactersPerSecond)
  }
}
