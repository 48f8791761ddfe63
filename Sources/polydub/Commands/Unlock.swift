import ArgumentParser
import Dubbing
import Stages

/// Undoes the lock of a line.
struct Unlock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Undo a lock: what was chosen for the line before counts again.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line: LineOfFilm
    do {
      line = try await arguments.find(.ignored)
    } catch let error as UnknownLine {
      return try forget(or: error)
    }
    guard line.isLocked else {
      let error = InputError("\(line.name) is not locked. \(Self.remedy(line.choice?.decision))")
      guard line.choice == nil, line.hasLostChoice else { throw error }
      return try forget(or: error)
    }
    try line.choose(line.chosenBefore)
    try arguments.tell(line, "free")
  }

  private static func remedy(_ decision: TakeChoice.Decision?) -> String {
    switch decision {
    case .pick: "`polydub pick` goes back to another take."
    case .recording: "`polydub replace --undo` gives it back to its voice."
    case .lock, nil: "There is nothing to undo."
    }
  }

  /// Forgets a choice whose line is gone.
  private func forget(or error: any Error) throws {
    guard try LineOfFilm.forget(arguments.line, of: arguments.pipeline) else { throw error }
    guard arguments.output.json else {
      return Console.line("\(arguments.line): what was chosen for it is forgotten")
    }
    try arguments.output.print(["line": arguments.line, "decision": "forgotten"])
  }
}
