import ArgumentParser
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// Keeps the take of a line whatever comes.
struct Lock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep the take of a line whatever becomes of its words or its voice.",
    discussion: "A copy is kept beside the pipeline, in NAME.takes/, and outlives the store.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line = try await arguments.find()
    guard line.session.take(of: line.inUse) != nil else {
      throw InputError("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` it.")
    }
    let key = try line.session.key(of: line.inUse)
    try line.keepCopy(of: key)
    try line.choose(.lock(key.rawValue))
    try arguments.tell(line, "locked")
  }
}
