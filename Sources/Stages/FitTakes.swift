public import Dubbing
public import Engine

/// Decides when each piece of speech starts and how long it takes, all pieces of a language at once.
public struct FitTakes: Stage {
  public static let name = "fit"
  public static let version = 5

  public var constants: FitConstants
  public var tempo = TempoChoice.given

  /// - Parameter input: the pieces, the names of their segments, and the end of the picture.
  public func run(_ input: ([Piece], [String], Time), in workspace: Workspace) async throws
    -> FitPlan
  {
    let (pieces, names, pictureEnd) = input
    var constants = constants
    if tempo == .auto {
      constants.tempo = baseTempo(for: pieces, pictureEnd: pictureEnd, constants: constants)
    }
    let plan = fit(pieces, pictureEnd: pictureEnd, constants: constants)
    let unfinished = plan.unfinished(at: pictureEnd).map { names[pieces[$0].segment] }
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
