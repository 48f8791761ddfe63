public import Dubbing
public import Engine

/// Decides when each segment starts and how long it takes, all segments of a language at once.
public struct FitTakes: Stage {
  public static let name = "fit"
  public static let version = 2

  public var constants: FitConstants

  public func run(_ input: ([Segment], [Time], Time), in workspace: Workspace) async throws
    -> FitPlan
  {
    let (segments, lengths, pictureEnd) = input
    return fit(segments, lengths: lengths, pictureEnd: pictureEnd, constants: constants)
  }
}
