import ArgumentParser
import Engine
import Foundation
import Stages

/// Says why a step ran.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a step ran: what is different from the time before.")

  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Argument(
    help: "The step, such as `es/speak/17`, `es/mix` or `mux`; without it, what the last run made.")
  var step: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let pipeline = try Pipeline(contentsOf: pipeline)
    let store = try work.openStore(pipeline: pipeline.store)
    let record = RunRecord(of: pipeline.file, in: store)
    guard !record.steps.isEmpty else {
      throw InputError("\(pipeline.file) has not run with this store yet. Run it first.")
    }
    guard let step else { return try list(record) }
    guard let entry = record.steps[step] else {
      let near = record.steps.keys.filter { $0.contains(step) }.sorted().prefix(5)
      let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: ", "))?"
      throw InputError("There was no step `\(step)` in the last runs.\(hint)")
    }
    try explain(step, entry, store)
  }

  private func list(_ record: RunRecord) throws {
    let made = record.steps.filter(\.value.made).keys.sorted()
    if output.json { return try output.print(["made": made]) }
    print(made.isEmpty ? "The last run made nothing." : made.joined(separator: "\n"))
  }

  private func explain(_ step: String, _ entry: RunRecord.Entry, _ store: Store) throws {
    let after = store.recipe(stage: entry.stage, key: entry.key)
    let before = entry.previous.flatMap { store.recipe(stage: entry.stage, key: $0) }
    let changes = before == nil ? [] : differences(from: before, to: after)
    if output.json {
      return try output.print(
        Answer(step: step, made: entry.made, key: entry.key.rawValue, changes: changes))
    }
    guard before != nil else {
      return print("\(step): made once; there is nothing before it to compare with.")
    }
    for change in changes {
      print("\(step): \(change.path): \(change.before ?? "nothing") → \(change.after ?? "nothing")")
    }
  }

  private struct Answer: Encodable {
    var step: String
    var made: Bool
    var key: String
    var changes: [RecipeDifference]
  }
}
