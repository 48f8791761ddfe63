/// What is asked of a voice.
///
/// It has no times: moving a cue buys no speech, and equal lines are spoken once.
public struct Line: Codable, Hashable, Sendable {
  /// The words to say, already free of everything that is not speech.
  public var text: String
  /// BCP 47 tag of the track, for instance `pt-BR`.
  public var language: String
  public var voice: Voice
  /// Speaking rate in percent of the voice's own.
  public var pace: Int
  public static let ownPace = 100
  /// Which recording of these words, from 1. Another take is another line, so no key ever lies.
  public var take: Int
  /// How to say it, in words, for voices that follow such: `whispering`.
  public var direction: String?

  public init(
    text: String, language: String, voice: Voice, pace: Int = ownPace, take: Int = 1,
    direction: String? = nil
  ) {
    self.text = text
    self.language = language
    self.voice = voice
    self.pace = pace
    self.take = take
    self.direction = direction
  }
}

/// All that decides how a line sounds.
public struct Voice: Codable, Hashable, Sendable {
  /// The kind of engine that speaks (`espeak`, `recording`, `dashscope`…), not the name an account has in the pipeline file.
  public var provider: String
  /// The model and its version, for instance `espeak-ng 1.51`.
  public var model: String
  /// The voice's own name there, for instance `cmn-latn-pinyin`.
  public var name: String
  /// Whatever else changes the sound, as text.
  public var settings: [String: String]

  public init(provider: String, model: String, name: String, settings: [String: String] = [:]) {
    self.provider = provider
    self.model = model
    self.name = name
    self.settings = settings
  }
}
