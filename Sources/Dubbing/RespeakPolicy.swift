/// Which voices may be asked to speak a line again at another pace, before it is stretched.
public enum RespeakPolicy: String, Codable, Hashable, Sendable, CaseIterable {
  /// None: every take is stretched.
  case never
  /// Those that cost nothing.
  case free
  /// All that have a pace; a line that is spoken again is paid for again.
  case paid
}
