/// What was done to make a take fit, in the order in which it is tried.
public enum Lever: String, Codable, Hashable, Sendable, CaseIterable {
  /// Silence around the speech was left out.
  case trim
  /// The speech uses pauses around its cue, or begins a little early or late.
  case gaps
  /// The whole track is spoken at a faster tempo.
  case tempo
  /// The voice spoke the line again, faster.
  case pace
  /// The rest was changed without the voice, keeping its pitch.
  case stretch
}
