public import Engine
public import Media

/// What is in the video: streams with their digests, times, chapters. One pass over its packets.
public struct ProbeSource: Stage {
  public static let name = "probe"
  public static let version = 2

  public init() {}

  public func run(_ video: Source, in workspace: Workspace) async throws -> MediaInfo {
    try probe(try workspace.path(of: video))
  }
}
