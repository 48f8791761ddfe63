/// One request to a service for speech, before its answer is known.
public struct Call: Codable, Hashable, Sendable {
  /// The name the service has in the pipeline file.
  public var provider: String
  /// Its kind, as `type:` names it.
  public var type: String
  /// Who pays: digits that tell accounts apart and say nothing about their keys.
  public var account: String
  public var model: String
  public var voice: String
  /// BCP 47 tag of the line.
  public var language: String
  /// Characters the service should bill, by its own published rule.
  public var characters: Int
  public var tariff: Tariff
  /// How often the account may be asked.
  public var allowance: Allowance
  /// 1 for the first time a text is asked, 2 for the first repeat.
  public var attempt: Int
  /// Where the voice comes from; nil for one of the engine's own.
  public var origin: VoiceOrigin?

  public init(
    provider: String, type: String, account: String, model: String, voice: String,
    language: String, characters: Int, tariff: Tariff, allowance: Allowance = .own,
    attempt: Int = 1, origin: VoiceOrigin? = nil
  ) {
    self.provider = provider
    self.type = type
    self.account = account
    self.model = model
    self.voice = voice
    self.language = language
    self.characters = characters
    self.tariff = tariff
    self.allowance = allowance
    self.attempt = attempt
    self.origin = origin
  }
}

/// How a call ended.
public struct CallOutcome: Codable, Hashable, Sendable {
  /// Characters billed: as the service says; by its rule where it does not say, also for an answer that broke off,
  /// because it may have spoken; 0 where it refused.
  public var characters: Int
  /// Why there is no speech, where there is none.
  public var failure: SpeechError.Kind?
  /// That it was asked too much, where that is why.
  public var pressure: Pressure?
  /// How long the service asked to be left alone.
  public var retryAfter: Duration?
  /// The service's own number for the call, for its support desk.
  public var request: String?
  /// From the request's first byte to its answer's last.
  public var duration: Duration
  /// Until the connection stood, where one was made for this call.
  public var connecting: Duration?
  /// From the request to the first sound.
  public var firstAudio: Duration?
  /// The revision of the model that spoke, where the service tells it.
  public var revision: String?

  public init(
    characters: Int, failure: SpeechError.Kind? = nil, pressure: Pressure? = nil,
    retryAfter: Duration? = nil, request: String? = nil,
    duration: Duration = .zero, connecting: Duration? = nil, firstAudio: Duration? = nil,
    revision: String? = nil
  ) {
    self.characters = characters
    self.failure = failure
    self.pressure = pressure
    self.retryAfter = retryAfter
    self.request = request
    self.duration = duration
    self.connecting = connecting
    self.firstAudio = firstAudio
    self.revision = revision
  }
}
