import ArgumentParser
import Dubbing
import Stages
import Voices

/// Buys another take of a line.
struct Retake: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have a line spoken once more, and use that take from now on.",
    discussion: "One line is bought, whatever else has changed; the takes before it are kept.")

  @OptionGroup var arguments: LineArguments

  @Option(
    help: ArgumentHelp(
      "Do not buy it if it costs more, such as 0.05; exit with 4. Wins over `max_cost:`.",
      valueName: "amount"))
  var maxCost: [String] = []

  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions

  func run() async throws {
    let line = try await arguments.find(maxCost: maxCost)
    try line.refuseKept()
    guard let voice = line.synthesizer, !voice.isRepeatable else {
      throw InputError(
        "\(line.name) would sound the same again: its voice says the same words in the same way. Change its words, "
          + "its voice or its pace.")
    }
    guard let last = try line.takes().compactMap(\.take).max() else {
      throw InputError("\(line.name) is not spoken yet. Run the pipeline, or `polydub hear` it.")
    }
    let workspace = line.session.workspace
    let free = (last + 1...LineOfFilm.mostTakes + 1).first {
      !workspace.isSpoiled(line.line(take: $0), by: voice)
    }
    guard let number = free, number <= LineOfFilm.mostTakes else {
      throw InputError("\(line.name) has \(last) takes; pick one of them.")
    }
    let take = try await line.session.speak(
      line.line(take: number), label: line.name, command: "retake")
    try line.choose(.pick(number))
    let cost = Price.text(take.characters * voice.tariff.nanosPerCharacter)
    try arguments.tell(
      line, "take \(number) bought and in use, \(cost) \(voice.tariff.currency)",
      calls: line.session.tally.spent.calls)
  }
}
