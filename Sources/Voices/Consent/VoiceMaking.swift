/// An engine that learns a person's voice from a recording.
///
/// Whoever asks for a clone has shown the consent of its speaker before; nothing here looks for it.
public protocol VoiceMaking: Sendable {
  /// Learns a voice; not done twice where the answer to the first request is lost.
  ///
  /// - Parameter name: what people call it; the service makes its own name of that.
  func clone(_ sample: VoiceSample, as name: String, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice

  /// The voices that were made with the account.
  func customVoices() async throws(SpeechError) -> [CustomVoice]

  /// Takes a voice away, for good.
  func deleteVoice(_ name: String) async throws(SpeechError)
}

/// An engine that also makes voices from descriptions.
public protocol VoiceDesigning: VoiceMaking {
  /// Makes a voice that is nobody's.
  func design(_ wish: VoiceWish, as name: String, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
}

/// A recording of one person.
public struct VoiceSample: Sendable {
  /// The whole file.
  public var audio: [UInt8]
  /// Its media type, such as `audio/wav`.
  public var type: String
  /// What is said in it, where that is known.
  public var transcript: String?
  /// BCP 47 tag of what is said.
  public var language: String?
  /// What the speaker's consent is called, for servers that keep that with the voice.
  public var consent = ""

  public init(
    audio: [UInt8], type: String, transcript: String? = nil, language: String? = nil
  ) {
    self.audio = audio
    self.type = type
    self.transcript = transcript
    self.language = language
  }
}

/// What a designed voice is to be like.
public struct VoiceWish: Sendable {
  /// In words: `a calm, low voice of a man of sixty`.
  public var prompt: String
  /// What it says to be heard.
  public var preview: String
  /// BCP 47 tag of the preview.
  public var language: String?

  public init(prompt: String, preview: String, language: String? = nil) {
    self.prompt = prompt
    self.preview = preview
    self.language = language
  }
}

/// A voice that was cloned or designed.
public struct CustomVoice: Codable, Hashable, Sendable {
  /// What to write after the slash in a pipeline file.
  public var name: String
  /// The model it was made for; no other speaks with it.
  public var model: String
  /// As the service writes it.
  public var created: String?
  /// What it says to be heard, where it was just designed: a sound file.
  public var preview: [UInt8]?

  public init(name: String, model: String, created: String? = nil, preview: [UInt8]? = nil) {
    self.name = name
    self.model = model
    self.created = created
    self.preview = preview
  }
}
