/// What is spoken in one breath, and the time it may fill.
public struct Segment: Codable, Hashable, Sendable {
  /// The cue it comes from, counted from 1 in order of time.
  public var cue: Int
  /// Which part of that cue, from 1, where two speakers share one.
  public var part: Int
  public var slot: Slot
  public var speaker: String?
  /// The words to say.
  public var text: String

  public init(cue: Int, part: Int = 1, slot: Slot, speaker: String? = nil, text: String) {
    self.cue = cue
    self.part = part
    self.slot = slot
    self.speaker = speaker
    self.text = text
  }

  /// `17`, or `17.2` for the second speaker of cue 17.
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
