import ArgumentParser
import Dubbing
import Foundation
import Stages

/// Chooses among the takes of a line.
struct Pick: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Use one of the takes of a line; nothing is bought.")

  @OptionGroup var arguments: LineArguments

  @Argument(help: "The number of the take, as `polydub takes` lists it.")
  var take: Int

  func run() async throws {
    let line = try await arguments.find()
    try line.refuseKept()
    let known = Set(try line.takes().compactMap(\.take)).sorted()
    guard known.contains(take) else {
      let list = known.map(String.init).joined(separator: ", ")
      throw InputError(
        "\(line.name) has no take \(take)" + (known.isEmpty ? " yet." : "; it has \(list)."))
    }
    try line.choose(take == 1 ? nil : .pick(take))
    try arguments.tell(line, "take \(take) is in use")
  }
}
