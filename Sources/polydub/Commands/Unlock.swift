import ArgumentParser
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// Gives up what was decided about a line.
struct Unlock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a locked or replaced line be spoken as any other.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line: LineOfFilm
    do {
      line = try await arguments.find(.ignored)
      guard line.choice != nil else {
        throw InputError("\(line.name) is neither locked nor replaced.")
      }
    } catch let error as InputError {
      guard try LineOfFilm.forget(arguments.line, of: arguments.pipeline) else { throw error }
      guard arguments.output.json else {
        return Console.line("\(arguments.line): what was chosen for it is forgotten")
      }
      return try arguments.output.print(["line": arguments.line, "decision": "forgotten"])
    }
    try line.choose(line.pickedBefore)
    try arguments.tell(line, "free")
  }
}
