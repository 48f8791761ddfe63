/// The decision for one segment: when its speech starts and how long it takes.
public struct Fit: Codable, Hashable, Sendable {
  /// First and last sample of audible speech; the padding kept around it lies outside.
  public var start: Time
  public var length: Time
  /// How long the speech lasts as it was recorded.
  public var natural: Time
  /// How long it may last without disturbing its neighbours or the end of the picture.
  public var room: Time
  public var verdict: Verdict

  public init(start: Time, length: Time, natural: Time, room: Time, verdict: Verdict) {
    self.start = start
    self.length = length
    self.natural = natural
    self.room = room
    self.verdict = verdict
  }

  public var end: Time { start + length }
  /// Speed against the recording: 1.25 is a quarter faster.
  public var rate: Double { Double(natural.samples) / Double(max(1, length.samples)) }
}

/// How well a segment fits, in one word.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// At its own speed and at its own time.
  case natural
  /// At its own time, audibly faster.
  case stretched
  /// Begins before its cue.
  case early
  /// Begins after its cue, within the limit.
  case late
  /// Outside the comfort limits: too fast, too late or too early. The text is too long for its slot, or a neighbour's is.
  case overruns
}
