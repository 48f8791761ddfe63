public import Subtitles

/// How large inputs may be before they are refused: what is too large for a film is a mistake or an attack.
public struct InputLimits: Hashable, Sendable {
  /// Of each subtitle file: MiB and cues.
  public var subtitles = SubtitleLimits()
  /// Of the picture.
  public var hours = 24

  public init() {}

  static let keys = ["subtitle_mebibytes", "cues", "hours"]

  /// The section `limits` of a pipeline file.
  init(_ root: Section) throws(PipelineError) {
    guard let section = try root.section("limits") else { return }
    try section.allow(Self.keys)
    subtitles.mebibytes =
      try section.integer("subtitle_mebibytes", in: 1...1024) ?? subtitles.mebibytes
    subtitles.cues = try section.integer("cues", in: 1...2_000_000) ?? subtitles.cues
    hours = try section.integer("hours", in: 1...240) ?? hours
  }
}
