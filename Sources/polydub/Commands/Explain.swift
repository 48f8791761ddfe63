import ArgumentParser
import Engine
import Foundation
import Stages

/// Says why a step was made.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a step was made: what is different from the time before.")

  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Argument(
    help: "The step, such as `es/speak/17`, `es/mix` or `mux`; without it, what the last run made.")
  var step: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let pipeline = try Pipeline(contentsOf: pipeline)
    let store = try work.openStore(pipeline: pipeline.store, for: .looking)
    let record = RunRecord(of: pipeline.identity, in: store)
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
    let made = record.steps.filter(\.value.made)
    let labels = made.keys.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    if output.json {
      let why = made.mapValues { $0.why ?? Reason() }
      return try output.print(
        Made(
          made: labels, reasons: ReasonGroup.all(why), why: why.mapValues(\.sentence),
          causes: why))
    }
    guard !made.isEmpty else { return print("The last run made nothing.") }
    for label in labels { print("\(label): \(made[label]?.why?.sentence ?? "not recorded")") }
  }

  private func explain(_ step: String, _ entry: RunRecord.Entry, _ store: Store) throws {
    let after = store.recipe(stage: entry.stage, key: entry.key)
    let before = entry.previous.flatMap { store.recipe(stage: entry.stage, key: $0) }
    let changes = before == nil ? [] : differences(from: before, to: after)
    if output.json {
      return try output.print(
        Answer(
          step: step, made: entry.made, key: entry.key.rawValue, why: entry.why,
          sentence: entry.why?.sentence, changes: changes))
    }
    let when = entry.made ? "" : " (kept by the last run; made before it)"
    print("\(step): \(entry.why?.sentence ?? Self.unrecorded(entry))\(when)")
  }

  private static func unrecorded(_ entry: RunRecord.Entry) -> String {
    entry.made || entry.previous == nil
      ? "made before polydub wrote down why" : "changed to what an earlier run had made"
  }

  private struct Made: Encodable {
    var made: [String]
    var reasons: [ReasonGroup]
    var why: [String: String]
    /// The same in its parts, for programs.
    var causes: [String: Reason]
  }

  private struct Answer: Encodable {
    var step: String
    var made: Bool
    var key: String
    var why: Reason?
    var sentence: String?
    var changes: [RecipeDifference]
  }
}
