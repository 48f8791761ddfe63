/// One subtitle event: when it is on screen, who speaks, and its text.
public struct Cue: Codable, Hashable, Sendable {
  public var start: Time
  public var end: Time
  /// Plain text: the format's own markup is gone, lines are parted by `\n`, spaces are single.
  public var text: String
  /// The speaker, where the format itself names one (WebVTT `<v>`, ASS Name, a CSV column).
  public var speaker: String?
  /// What else the file asks of its line.
  public var note: LineNote?

  public init(
    start: Time, end: Time, text: String, speaker: String? = nil, note: LineNote? = nil
  ) {
    self.start = start
    self.end = end
    self.text = text
    self.speaker = speaker
    self.note = note
  }
}
