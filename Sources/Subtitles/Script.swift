public import Dubbing

/// One language's subtitles as read from a file.
public struct Script: Sendable {
  /// Sorted by start; cues that start together keep the order of the file.
  public internal(set) var cues: [Cue] = []
  /// The line of the file, from 1, on which each cue begins; in the order of `cues`.
  public internal(set) var lines: [Int] = []
  /// What was odd and how it was understood, in the order of lines.
  public internal(set) var notices: [SubtitleNotice] = []
  /// The format's name, for instance `WebVTT`.
  public internal(set) var format = ""
  /// The encoding as iconv names it, for instance `UTF-8` or `GB18030`.
  public internal(set) var encoding = ""

  mutating func add(_ cue: Cue, line: Int) {
    cues.append(cue)
    lines.append(line)
  }

  mutating func note(_ line: Int, _ sentence: String) {
    notices.append(SubtitleNotice(line: line, sentence: sentence))
  }
}

/// Something odd in a file that did not keep it from being read.
public struct SubtitleNotice: Hashable, Sendable {
  /// From 1.
  public var line: Int
  public var sentence: String
}

/// What is known about a subtitle file beyond its bytes.
public struct SubtitleOptions: Sendable {
  /// The encoding as iconv names it, where it is known; otherwise it is detected.
  public var encoding: String?
  /// For times that count frames.
  public var framesPerSecond: FrameRate?
  /// BCP 47 tag; decides between encodings where the bytes alone do not.
  public var language: String?
  /// The subtitles a translation tool's export was made from, whose times its texts take.
  public var timing: Timing?
  /// What is refused as too large.
  public var limits = SubtitleLimits()

  public init(
    encoding: String? = nil, framesPerSecond: FrameRate? = nil, language: String? = nil,
    timing: Timing? = nil
  ) {
    self.encoding = encoding
    self.framesPerSecond = framesPerSecond
    self.language = language
    self.timing = timing
  }

  /// Subtitles as a source of times.
  public struct Timing: Sendable {
    /// The file's name, for messages.
    var name: String
    var cues: [Cue]
    /// Lines of the file, from 1, in the order of `cues`.
    var lines: [Int]

    public init(_ script: Script, named name: String) {
      self.name = name
      cues = script.cues
      lines = script.lines
    }
  }
}

/// How large a subtitle file may be.
public struct SubtitleLimits: Hashable, Sendable {
  public var mebibytes = 64
  public var cues = 200_000

  public init() {}
}

/// Frames per second as a fraction: 24000/1001 for NTSC film.
public struct FrameRate: Hashable, Sendable {
  public var numerator: Int
  public var denominator: Int

  public init(_ numerator: Int, _ denominator: Int = 1) {
    self.numerator = numerator
    self.denominator = denominator
  }
}
