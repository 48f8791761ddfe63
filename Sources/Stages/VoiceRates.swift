import Dubbing
public import Engine

/// How fast voices speak, learned from their takes, so that a plan can tell which lines will not fit.
struct VoiceRates {
  private var heard: [Voice: Heard] = [:]

  /// What a voice was heard saying at its own pace.
  private struct Heard: Codable {
    var characters = 0
    var speech = Time.zero
  }

  init() {}

  /// Takes over what a voice said.
  mutating func hear(_ line: Line, for length: Time) {
    guard line.pace == Line.ownPace else { return }
    var known = heard[line.voice] ?? Heard()
    known.characters += line.text.count
    known.speech = known.speech + length
    heard[line.voice] = known
  }

  /// The rate of a voice: of these takes, of the longest script it spoke before, or of its language.
  func rate(of voice: Voice, language: String, remembered store: Store) -> SpeechRate {
    let known = heard[voice] ?? store.note(Self.kind, of: voice)
    guard let known, known.characters > 0, known.speech > .zero else { return .usual(language) }
    return SpeechRate(charactersPerSecond: Double(known.characters) / known.speech.seconds)
  }

  /// Notes what was heard, unless more is known of a voice already.
  func remember(in store: Store) throws {
    for (voice, heard) in heard {
      let known: Heard? = store.note(Self.kind, of: voice)
      guard (known?.characters ?? 0) < heard.characters else { continue }
      try store.keepNote(heard, Self.kind, of: voice)
    }
  }

  private static let kind = "rates"
}

extension Dub {
  /// Remembers how fast the voices of a run spoke.
  public func rememberRates(_ outcome: Outcome, in store: Store) throws {
    var rates = VoiceRates()
    for language in languages {
      guard let lines = outcome.value(of: language.voicing.lines),
        let takes = outcome.value(of: language.voicing.paced)
      else { continue }
      for (line, take) in zip(lines, takes) { rates.hear(line, for: take.pacing.natural) }
    }
    try rates.remember(in: store)
  }
}
