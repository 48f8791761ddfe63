/// What goes into a finished file: the source as it is, the dubs, the translations.
public struct MuxPlan: Sendable {
  public var source: String
  public var info: MediaInfo
  public var container: MuxContainer
  public var dubs: [Dub]
  public var subtitles: [Subtitles]
  /// Which audio track players start with; nil for the source's own.
  public var defaultDub: Int?
  /// Language of the source's main sound, for a source that does not say.
  public var sourceLanguage: Tongue?
  /// Tags of the whole file.
  public var tags: [String: String]
  /// IPTC digital source type of the whole file, as a URL.
  public var digitalSource: String

  public init(
    source: String, info: MediaInfo, container: MuxContainer, dubs: [Dub],
    subtitles: [Subtitles] = [], defaultDub: Int? = nil, sourceLanguage: Tongue? = nil,
    tags: [String: String] = [:], digitalSource: String
  ) {
    self.source = source
    self.info = info
    self.container = container
    self.dubs = dubs
    self.subtitles = subtitles
    self.defaultDub = defaultDub
    self.sourceLanguage = sourceLanguage
    self.tags = tags
    self.digitalSource = digitalSource
  }

  /// A language as containers name it.
  public struct Tongue: Hashable, Sendable {
    /// BCP 47, for Matroska.
    public var tag: String
    /// ISO 639-2/T, for MP4 and old readers.
    public var code: String

    public init(tag: String, code: String) {
      self.tag = tag
      self.code = code
    }
  }

  /// One dubbed track.
  public struct Dub: Hashable, Sendable {
    /// An encoded sound, as `AudioWriter` wrote it, whose sample 0 is the start of the picture.
    public var file: String
    public var language: Tongue
    public var title: String
    /// Tags of the track, where the container has them.
    public var tags: [String: String]

    public init(file: String, language: Tongue, title: String, tags: [String: String] = [:]) {
      self.file = file
      self.language = language
      self.title = title
      self.tags = tags
    }
  }

  /// One translation as a text track. Times are samples at 48 kHz from the start of the picture.
  public struct Subtitles: Hashable, Sendable {
    public var language: Tongue
    public var title: String
    public var cues: [TextCue]

    public init(language: Tongue, title: String, cues: [TextCue]) {
      self.language = language
      self.title = title
      self.cues = cues
    }
  }
}

/// Text on screen, in samples at 48 kHz from the start of the picture.
public struct TextCue: Codable, Hashable, Sendable {
  public var start: Int
  public var end: Int
  public var text: String
  /// Who speaks, where the format says.
  public var speaker: String?

  public init(start: Int, end: Int, text: String, speaker: String? = nil) {
    self.start = start
    self.end = end
    self.text = text
    self.speaker = speaker
  }
}

/// What became of the source's streams.
public struct MuxReport: Codable, Hashable, Sendable {
  /// Streams that are not in the file as packets of their own, by number.
  public var dropped: [Int] = []
  /// What a person should know.
  public var notices: [String] = []
}
