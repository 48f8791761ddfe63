public import Dubbing

/// Where a voice comes from; nil for one that comes with its engine.
public enum VoiceOrigin: String, Codable, Sendable {
  /// A person's voice, learnt from a recording: it speaks only with that person's consent.
  case cloned
  /// Made from a description; it is nobody's, so nobody has to agree.
  case designed

  static let setting = "origin"
}

extension Voice {
  /// Where it comes from, as the engine that found it wrote into its settings.
  public var origin: VoiceOrigin? { settings[VoiceOrigin.setting].flatMap(VoiceOrigin.init) }
}
