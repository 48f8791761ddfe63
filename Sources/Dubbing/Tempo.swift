/// Who decides how fast a whole track is spoken.
public enum TempoChoice: String, Codable, Hashable, Sendable {
  /// `FitConstants.tempo` says it.
  case given
  /// The track itself: faster as a whole where most of its lines need to be.
  case auto
}
