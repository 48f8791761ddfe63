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
    let plan = fit(segments, lengths: lengths, pictureEnd: pictureEnd, constants: constants)
    let unfinished = plan.unfinished(at: pictureEnd).map { segments[$0].label }
    guard unfinished.isEmpty else { throw UnfinishedLines(labels: unfinished) }
    return plan
  }
}

/// Lines that even at twice their speed would go on after the picture has ended; no word of them is cut.
public struct UnfinishedLines: Error, CustomStringConvertible {
  public var labels: [String]

  public var description: String {
    let names = labels.count == 1 ? "line \(labels[0])" : "lines \(labels.joined(separator: ", "))"
    return
      "\(names) cannot be spoken before the picture ends, even at twice the speed. Shorten the text, or move the cue earlier."
  }
}
