/// What is spoken in one breath, as one take: a sentence, or a cue of its own.
public struct Segment: Codable, Hashable, Sendable {
  /// What it has of each cue, in order of time; never empty.
  public var phrases: [Phrase]
  public var speaker: String?
  /// The words to say.
  public var text: String

  public init(phrases: [Phrase], speaker: String? = nil, text: String) {
    self.phrases = phrases
    self.speaker = speaker
    self.text = text
  }

  /// A segment of one cue.
  public init(cue: Int, part: Int = 1, slot: Slot, speaker: String? = nil, text: String) {
    self.init(
      phrases: [Phrase(cue: cue, part: part, slot: slot, text: text)], speaker: speaker, text: text)
  }

  /// From the start of its first cue to the end of its last.
  public var slot: Slot {
    Slot(start: phrases[0].slot.start, end: phrases.map(\.slot.end).max() ?? phrases[0].slot.end)
  }

  /// `17`, `17.2` for the second speaker of cue 17, `17-19` for a sentence of three cues.
  public var label: String {
    guard phrases.count > 1, let last = phrases.last else { return phrases[0].label }
    return "\(phrases[0].label)-\(last.cue)"
  }
}

/// What a segment has of one cue.
public struct Phrase: Codable, Hashable, Sendable {
  /// The cue, counted from 1 in order of time.
  public var cue: Int
  /// Which part of that cue, from 1, where two speakers share one.
  public var part: Int
  public var slot: Slot
  public var text: String

  public init(cue: Int, part: Int = 1, slot: Slot, text: String) {
    self.cue = cue
    self.part = part
    self.slot = slot
    self.text = text
  }

  public var label: String { part == 1 ? "\(cue)" : "\(cue).\(part)" }
}

/// The time a segment may fill: while its subtitle is on screen.
public struct Slot: Codable, Hashable, Sendable {
  public var start: Time
  public var end: Time

  public init(start: Time, end: Time) {
    self.start = start
    self.end = end
  }

  public var length: Time { end - start }
}
