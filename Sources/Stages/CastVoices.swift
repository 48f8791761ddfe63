public import Dubbing
public import Engine

/// Gives every segment its voice: a recording, the speaker's, or the language's own.
public struct CastVoices: Stage {
  public static let name = "cast"
  public static let version = 2

  public var language: String
  public var voice: Voice
  /// By speaker.
  public var cast: [String: Voice]
  /// By segment label.
  public var takes: [String: Voice]

  public func run(_ segments: [Segment], in workspace: Workspace) async throws -> [Line] {
    // Subtitles write `ANA:` where a pipeline says `Ana`.
    let known = Dictionary(cast.sorted { $0.key < $1.key }.map { ($0.key.lowercased(), $0.value) })
    {
      first, _ in first
    }
    return segments.map { segment in
      let own = segment.speaker.flatMap { cast[$0] ?? known[$0.lowercased()] }
      return Line(
        text: segment.text, language: language, voice: takes[segment.label] ?? own ?? voice)
    }
  }
}
