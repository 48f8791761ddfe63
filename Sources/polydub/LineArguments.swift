import ArgumentParser
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// A line of a pipeline on the command line.
struct LineArguments: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Argument(help: "The line, such as es/17.")
  var line: String

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func find(_ choices: LineOfFilm.Choices = .counted, maxCost: [String] = []) async throws
    -> LineOfFilm
  {
    var pipeline = try Pipeline(contentsOf: pipeline)
    if !maxCost.isEmpty {
      pipeline.maxCost = try Pipeline.maxCost(maxCost, providers: pipeline.providers)
    }
    return try await LineOfFilm(line, of: pipeline, work: work, choices: choices)
  }

  /// What a command that decides says when it is done.
  func tell(_ line: LineOfFilm, _ decision: String, calls: Int = 0) throws {
    struct Answer: Encodable {
      var line: String
      var decision: String
      var calls: Int
    }
    guard output.json else { return Console.line("\(line.name): \(decision)") }
    try output.print(Answer(line: line.name, decision: decision, calls: calls))
  }
}
