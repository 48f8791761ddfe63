import ArgumentParser
import Dubbing
import Foundation
import Stages

/// Lists the takes of a line.
struct Takes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the takes of a line: how long, how fast, what they cost, which is in use.")

  @OptionGroup var arguments: LineArguments

  func run() async throws {
    let line = try await arguments.find()
    let takes = try await line.placedTakes()
    if arguments.output.json {
      return try arguments.output.print(
        Answer(line: line.name, takes: takes, choice: line.choice.map(sentence)))
    }
    guard !takes.isEmpty else {
      return print("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` the line.")
    }
    let rows = takes.map { take in
      [
        (take.isInUse ? "* " : "  ") + (take.take.map(String.init) ?? take.kind.rawValue),
        "\(take.milliseconds) ms",
        take.rate.map { "\($0)×" } ?? "-", take.verdict ?? "-",
        take.levers.map { $0.map(\.rawValue).joined(separator: " ") } ?? "-",
        "\(take.pace) %", "\(take.cost) \(take.currency)", take.made ?? "",
      ]
    }
    print(
      Console.table(
        [["  take", "length", "rate", "fits", "levers", "pace", "cost", "made"]] + rows))
    if let choice = line.choice { print(sentence(choice)) }
  }

  private func sentence(_ choice: TakeChoice) -> String {
    switch choice.decision {
    case .pick(let number): "take \(number) is picked"
    case .lock: "locked"
    case .recording(let file): "replaced by \(file)"
    }
  }

  private struct Answer: Encodable {
    var line: String
    var takes: [LineOfFilm.Known]
    var choice: String?
  }
}
