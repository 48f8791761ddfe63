public import Dubbing
public import Engine

/// Gives every segment its voice: a recording, the speaker's, or the language's own.
public struct CastVoices: Stage {
  public static let name = "cast"
  public static let version = 1

  public var language: String
  public var voice: Voice
  /// By speaker.
  public var cast: [String: Voice]
  /// By segment label.
  public var takes: [String: Voice]

  public func run(_ segments: [Segment], in workspace: Workspace) async throws -> [Line] {
    segments.map { segment in
      let own = segment.speaker.flatMap { cast[$0] ?? cast[$0.uppercased()] }
      return Line(
        text: segment.text, language: language, voice: takes[segment.label] ?? own ?? voice)
    }
  }
}
