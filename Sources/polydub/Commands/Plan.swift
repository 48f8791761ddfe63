import ArgumentParser
import Engine
import Foundation
import Stages

/// Says what a run would do and cost.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a run would speak and cost, and which lines cannot fit.",
    discussion: "Runs only what is free: no voice is called, no output is written.")

  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @OptionGroup var only: LanguageOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let pipeline = try only.narrow(Pipeline(contentsOf: pipeline))
    let session = try await Session(pipeline, work: work, progress: .hidden)
    let forecast = try await session.plan()
    if output.json { return try output.print(forecast) }
    print(
      Console.table(
        [["language", "lines", "to speak", "characters", "cost"]]
          + forecast.languages.map {
            [
              $0.language, "\($0.lines)", "\($0.toSpeak)", "\($0.characters)",
              "\($0.cost) \(forecast.currency)",
            ]
          }))
    for line in forecast.tooLong { print(sentence(line)) }
    for share in forecast.languages { tell(forecast.reworded, in: share.language) }
    for notice in forecast.notices { Console.warning(notice) }
  }

  private func sentence(_ line: Forecast.LongLine) -> String {
    let how = line.estimated ? "is expected to be too long" : "is too long"
    let remedy =
      line.slotLooksBroken
      ? "check the times of its cue, which leave it no room"
      : "cut \(line.cut) of \(line.characters) characters, \(line.budget) fit"
    return "\(line.language)/\(line.cue) \(how): \(remedy)"
  }

  /// The first lines a voice is given in other words; `--json` has all.
  private func tell(_ all: [Forecast.RewordedLine], in language: String) {
    let lines = all.filter { $0.language == language }
    guard !lines.isEmpty else { return }
    print("\(language): \(lines.count) lines are said otherwise than written")
    for line in lines.prefix(3) {
      print("  \(language)/\(line.cue): \(line.written) → \(line.spoken)")
    }
  }
}
