public import Dubbing
public import Media
public import Voices

/// A pipeline file, decoded and checked: what to dub, with which voices, to where.
///
/// Paths are absolute or as given; relative ones in the file are relative to its folder.
public struct Pipeline: Sendable {
  /// The pipeline file itself, as it was named.
  public var file: String
  public var video: String
  public var output: Output
  /// Folder the report files are written to; nil for no report.
  public var report: String?
  /// What a run may spend at most, in billionths of one unit by ISO 4217 code; nil for no limit.
  public var maxCost: SpendingLimit.Amounts?
  /// How large inputs may be.
  public var limits: InputLimits
  /// BCP 47 tag of the original sound.
  public var sourceLanguage: String?
  /// Folder of the store, where the file names one.
  public var store: String?
  /// The accounts by name; espeak is always there.
  public var providers: [String: Account]
  public var languages: [Dubbed]
  public var spokenText: SpokenTextRules
  public var segmentation: SegmentationMode
  public var fit: FitConstants
  public var tempo: TempoChoice
  public var respeak: RespeakPolicy
  public var mix: MixSettings
  /// The music-and-effects stem of every language that has none of its own.
  public var stem: StemSource?
  /// `mix.loudness`; apart from the mix, which does not depend on it.
  public var loudness: LoudnessTarget

  /// What is written, and how.
  public struct Output: Hashable, Sendable {
    public var path: String
    public var container: MuxContainer
    public var codec: AudioCodec
    /// Bits per second of one dub; nil leaves it to the codec and the layout.
    public var bitRate: Int?
    /// The track players start with: a language of the pipeline, or nil for the original.
    public var defaultTrack: String?
    /// Whether the translations become subtitle tracks.
    public var subtitles: Bool
    /// One audio file per language, `{language}` standing for its tag.
    public var tracks: String?
  }

  /// One language to dub into.
  public struct Dubbed: Hashable, Sendable {
    /// BCP 47 tag, for instance `pt-BR`.
    public var language: String
    public var subtitles: SubtitleSource
    /// Whether a file plainly in another language is refused.
    public var checksLanguage: Bool
    public var voice: VoiceName
    /// Voices by speaker, where the subtitles name them.
    public var cast: [String: VoiceName]
    /// Recordings by segment label (`17`), in place of speech.
    public var takes: [String: String]
    /// Lexicon, spelling out, directions.
    public var wording = WordingRules()
    /// The lexicon's own file, where it has one.
    public var lexicon: String?
    /// The track's title; nil for the language's own name and "AI dub".
    public var title: String?
    /// A music-and-effects stem of its own.
    public var stem: StemSource?
    /// The consent its voice speaks with, where that is a person's; nil to find it by the voice.
    public var consent: String?
    /// The consents of speakers whose entry in the cast names one.
    public var castConsents: [String: String] = [:]
  }

  /// Where a music-and-effects stem is.
  public struct StemSource: Hashable, Sendable {
    /// nil for the video itself.
    public var path: String?
    /// Stream number; nil for the file's main sound.
    public var track: Int?
  }

  /// Where the translation of one language is.
  public enum SubtitleSource: Hashable, Sendable {
    /// `timing`: the subtitles an export of a translation tool was made from.
    case file(path: String, encoding: String?, framesPerSecond: String?, timing: String? = nil)
    /// The stream of that number inside the video.
    case track(Int)
    /// The first text stream of that language inside the video.
    case trackLanguage(String)
  }

  /// `espeak/pt-br`: an account of the pipeline and a voice it has.
  public struct VoiceName: Hashable, Sendable, CustomStringConvertible {
    public var provider: String
    public var name: String
    public var description: String { "\(provider)/\(name)" }
  }
}

/// How a dub and the original sound become one track. Levels are hundredths of a decibel.
public struct MixSettings: Codable, Hashable, Sendable {
  public enum Mode: String, CaseIterable, Codable, Hashable, Sendable {
    /// The dub alone.
    case replace
    /// The original stays underneath and steps back while someone speaks.
    case duck
    /// A supplied music-and-effects stem is underneath, as it is.
    case bed
    /// Voice-over: the original is heard until the dub sets in, and again between lines.
    case lector
  }
  /// Whether voices are brought to one level.
  public enum Levelling: String, CaseIterable, Codable, Hashable, Sendable {
    case on, off
  }
  public var mode: Mode
  public var ducking: Ducking
  /// Gain of every voice, beyond its levelling.
  public var voice = 0
  public var levelling = Levelling.on
  /// Where speakers come from, in percent: −100 left, 100 right; who is not named, from the middle.
  public var pan: [String: Int] = [:]

  public init(_ mode: Mode = .duck) {
    self.mode = mode
    ducking = .usual(for: mode)
  }

  /// Where a speaker comes from; subtitles write `ANA:` where a pipeline says `Ana`.
  func pan(of speaker: String?) -> Int {
    guard let speaker else { return 0 }
    return pan[speaker]
      ?? pan.sorted { $0.key < $1.key }.first { $0.key.lowercased() == speaker.lowercased() }?.value
      ?? 0
  }
}
