/// A step that failed, and why.
public struct StageFailure: Error, CustomStringConvertible {
  public var step: Step
  public var underlying: any Error

  public var description: String { "\(step.label): \(underlying)" }
}

/// A run that could not finish. Every step that did is kept.
public struct RunFailure: Error, CustomStringConvertible {
  /// In order of their labels.
  public var failures: [StageFailure]

  public var description: String { failures.map(\.description).joined(separator: "\n") }
}

/// A run that was asked to stop. Every finished step is kept; the same run goes on from there.
public struct Interrupted: Error, CustomStringConvertible {
  public var description: String { "interrupted; finished steps are kept, run again to go on" }
}
