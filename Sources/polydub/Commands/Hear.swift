import ArgumentParser
import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages

/// Lets people hear one line.
struct Hear: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the take of one line to a file; it is spoken now if it was not before.")

  @OptionGroup var arguments: LineArguments

  @Option(help: "One of its takes by number. Default: the one in use.")
  var take: Int?

  @Option(name: .shortAndLong, help: "The file to write. Default: such as es-17.wav, here.")
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Do not buy it if it costs more, such as 0.05; exit with 4. Wins over `max_cost:`.",
      valueName: "amount"))
  var maxCost: [String] = []

  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions

  func run() async throws {
    let line = try await arguments.find(maxCost: maxCost)
    let wanted = take.map { line.line(take: $0) } ?? line.inUse
    guard take == nil || line.session.take(of: wanted) != nil else {
      throw InputError("\(line.name) has no take \(take ?? 0); `polydub takes` lists them.")
    }
    let permitted = try line.session.consents.permission(for: wanted)
    let take = try await line.session.speak(wanted, label: line.name, command: "hear")
    let path = out ?? "\(line.language)-\(line.segment.label).\(take.audio.kind)"
    try prepareOutput(path)
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: line.session.workspace.path(of: take.audio)))
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError("\(path): cannot be written. Check its folder, and run again.")
    }
    line.session.consents.recordUse(permitted.map { [$0] } ?? [], in: path)
    let milliseconds = Int((try line.session.seconds(of: take) * 1000).rounded())
    try arguments.tell(
      line, "wrote \(path), \(milliseconds) ms", calls: line.session.tally.spent.calls)
  }
}
