public import Dubbing
public import Engine
import Foundation
public import Media
public import Subtitles

/// The cues of one translation, and what was odd about its file.
public struct ReadScript: Codable, Hashable, Sendable {
  public var cues: [Cue]
  public var notices: [Notice]
  public var format: String
  public var encoding: String

  /// Something survived that a person should look at.
  public struct Notice: Codable, Hashable, Sendable {
    public var line: Int
    public var sentence: String
  }
}

/// Reads a subtitle file.
public struct ReadCues: Stage {
  public static let name = "read"
  public static let version = 1

  public var language: String
  public var encoding: String?
  public var framesPerSecond: String?
  /// Whether a text plainly in another language is refused.
  public var checksLanguage: Bool
  /// The file's name in errors.
  public var file: Unkeyed<String>
  public var limits = Unkeyed(SubtitleLimits())

  public func run(_ source: Source, in workspace: Workspace) async throws -> ReadScript {
    try read(source, timing: nil, in: workspace)
  }

  fileprivate func read(
    _ source: Source, timing: SubtitleOptions.Timing?, in workspace: Workspace
  ) throws -> ReadScript {
    var options = SubtitleOptions(
      encoding: encoding, framesPerSecond: framesPerSecond.flatMap(FrameRate.init(written:)),
      language: language, timing: timing)
    options.limits = limits.value
    let script = try readSubtitles(
      workspace.bytes(of: source), named: file.value, options: options)
    guard !script.cues.isEmpty else {
      throw InputError("\(file.value): has no cues. Give the finished translation.")
    }
    let text = script.cues.map(\.text).joined(separator: "\n")
    if checksLanguage, !Language(language).mayBe(text), let found = Language.guess(of: text) {
      throw InputError(
        "\(file.value): is in \(Language(found).englishName), not in `\(language)`. Give the right file, or "
          + "`check_language: false` if it is.")
    }
    return ReadScript(
      cues: script.cues,
      notices: script.notices.map { .init(line: $0.line, sentence: $0.sentence) },
      format: script.format, encoding: script.encoding)
  }
}

/// Reads an export of a translation tool, whose texts take their times from the subtitles it was made from.
public struct ReadTranslation: Stage {
  public static let name = "read-translation"
  public static let version = 1

  public var reading: ReadCues
  /// The name of the subtitles with the times, in errors.
  public var timing: Unkeyed<String>

  public func run(_ input: (Source, Source), in workspace: Workspace) async throws -> ReadScript {
    let (translation, original) = input
    var options = SubtitleOptions(
      framesPerSecond: reading.framesPerSecond.flatMap(FrameRate.init(written:)))
    options.limits = reading.limits.value
    let script = try readSubtitles(
      workspace.bytes(of: original), named: timing.value, options: options)
    return try reading.read(
      translation, timing: .init(script, named: timing.value), in: workspace)
  }
}

extension Workspace {
  fileprivate func bytes(of source: Source) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path(of: source))))
  }
}

/// Reads a text track inside the video.
public struct ReadTrack: Stage {
  public static let name = "read-track"
  public static let version = 1

  public var track: Int?
  public var language: String?

  public func run(_ input: (Source, MediaInfo), in workspace: Workspace) async throws -> ReadScript
  {
    let (video, info) = input
    let stream = try chosen(among: info.streams)
    let texts = try readText(
      workspace.path(of: video), stream: stream.index, origin: info.origin)
    let cues = texts.map { text in
      Cue(
        start: Time(samples: text.start), end: Time(samples: text.end),
        text: withoutOverrides(text.text), speaker: text.speaker)
    }
    return ReadScript(cues: cues, notices: [], format: stream.codec, encoding: "UTF-8")
  }

  private func chosen(among streams: [StreamInfo]) throws -> StreamInfo {
    let texts = streams.filter { $0.kind == .subtitle }
    let match = texts.first {
      if let track { $0.index == track } else { $0.language == language }
    }
    guard let match else {
      let have = texts.map { "\($0.index) (\($0.language ?? "no language"))" }
      throw InputError(
        "The video has no subtitle track \(track.map(String.init) ?? language ?? ""); it has "
          + (have.isEmpty ? "none." : have.joined(separator: ", ") + "."))
    }
    return match
  }
}

extension FrameRate {
  /// `25`, `23.976` or `24000/1001`.
  init?(written text: String) {
    let parts = text.split(separator: "/")
    if parts.count == 2, let over = Int(parts[0]), let under = Int(parts[1]), over > 0, under > 0 {
      self.init(over, under)
      return
    }
    guard let rate = Double(text), rate > 0, rate < 1000 else { return nil }
    self.init(Int((rate * 1000).rounded()), 1000)
  }
}
