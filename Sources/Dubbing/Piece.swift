/// Speech that is placed as one: a take, or the part of a take between two inner pauses.
public struct Piece: Codable, Hashable, Sendable {
  /// Of its cue or cues.
  public var slot: Slot
  /// Who is heard: pieces that share a voice share a speaker.
  public var speaker: String
  /// How long the speech is as recorded at the voice's own pace.
  public var natural: Time
  /// Which segment it belongs to, by index; pieces of one segment share one rate.
  public var segment: Int

  public init(slot: Slot, speaker: String, natural: Time, segment: Int) {
    self.slot = slot
    self.speaker = speaker
    self.natural = natural
    self.segment = segment
  }
}
