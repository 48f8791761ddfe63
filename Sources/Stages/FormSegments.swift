public import Dubbing
public import Engine

/// What will be spoken of one translation, and what will not.
public struct SpokenScript: Codable, Hashable, Sendable {
  public var segments: [Segment]
  public var unspoken: [UnspokenCue]
}

/// Turns cues into segments: what is not speech is left out, speakers are told apart.
public struct FormSegments: Stage {
  public static let name = "segment"
  public static let version = 3

  public var mode: SegmentationMode
  public var rules: SpokenTextRules
  public var language: String
  /// Speakers the cast names, so that `Ana:` is known for a name.
  public var names: [String]
  /// Cues with a take of their own.
  public var alone: [String]

  public func run(_ input: ([Cue], Time), in workspace: Workspace) async throws -> SpokenScript {
    let (cues, pictureEnd) = input
    let formed = formSegments(
      of: cues, mode: mode, rules: rules, names: Set(names), alone: Set(alone),
      language: language, pictureEnd: pictureEnd)
    return SpokenScript(segments: formed.segments, unspoken: formed.unspoken)
  }
}
