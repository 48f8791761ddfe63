import ArgumentParser
import Engine
import Foundation
import Stages

/// Dubs a video.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Dub a video as a pipeline file says.",
    discussion: "Every finished step is kept: run it again after an edit, an error or Ctrl-C.")

  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @OptionGroup var only: LanguageOptions

  @Flag(help: "Exit with 3 when a line or a check falls short.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "Write a report to this folder: a page, JSON and CSV. Wins over `report:`.",
      valueName: "folder"),
    completion: .directory)
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Stop before the call that would make this run cost more, and exit with 4. Wins over `max_cost:`.",
      discussion: "Such as 2.50 or \"2.50 USD\"; give one for each currency.", valueName: "amount"))
  var maxCost: [String] = []

  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var pipeline = try only.narrow(Pipeline(contentsOf: pipeline))
    if !maxCost.isEmpty {
      pipeline.maxCost = try Pipeline.maxCost(maxCost, providers: pipeline.providers)
    }
    if let report { try pipeline.setReport(report) }
    let session = try await Session(pipeline, work: work, progress: .shown)
    let report: Report
    do {
      report = try await session.run()
    } catch {
      if output.json { try output.print(session.failed(error)) }
      throw error
    }
    if output.json { try output.print(report) } else { Summary(report).show() }
    if report.verdict == .fail { throw ExitCode(strict ? Status.fallsShort.rawValue : 1) }
    if strict, report.verdict != .pass { throw ExitCode(Status.fallsShort.rawValue) }
  }
}

extension Pipeline {
  /// Writes the report to another folder than the pipeline says.
  fileprivate mutating func setReport(_ folder: String) throws {
    report = URL(fileURLWithPath: folder).path
    guard let lost = overwrittenByReport else { return }
    throw InputError("--report would overwrite \(lost). Choose another folder.")
  }
}

/// Which languages of a pipeline.
struct LanguageOptions: ParsableArguments {
  @Option(help: "Only these languages, such as `es,ja`.")
  var only: String?

  func narrow(_ pipeline: Pipeline) throws -> Pipeline {
    guard let only else { return pipeline }
    var narrowed = pipeline
    let wanted = only.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let known = pipeline.languages.map(\.language)
    for tag in wanted where !known.contains(tag) {
      throw InputError(
        "--only \(tag): the pipeline has no such language; it has \(known.joined(separator: ", "))."
      )
    }
    narrowed.languages = pipeline.languages.filter { wanted.contains($0.language) }
    return narrowed
  }
}
