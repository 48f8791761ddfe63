import ArgumentParser
import Engine
import Foundation
import Stages

/// Says what was edited since the last run, and what dubbing it costs.
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Say which lines were changed, added, removed or moved since the last run, and what that costs.",
    discussion:
      "Lines are found by their words and times: renumbering or retiming a file is no edit.")

  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @OptionGroup var only: LanguageOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  /// Lines shown on a terminal.
  private static let most = 50

  func run() async throws {
    let pipeline = try only.narrow(Pipeline(contentsOf: pipeline))
    let session = try await Session(pipeline, work: work, progress: .hidden)
    let diff = try await session.difference()
    if output.json { return try output.print(diff) }
    if session.before.lastDone.steps.isEmpty {
      Console.line("there was no run before: every line is new")
    }
    let head = [
      "language", "changed", "added", "removed", "moved", "respoken", "unchanged", "cost",
    ]
    print(Console.table([head] + diff.languages.map { row($0, diff.currency) }))
    for share in diff.languages where share.shiftMs != 0 {
      print("\(share.language): most lines moved by \(Int(share.shiftMs.rounded())) ms")
    }
    guard !session.before.lastDone.steps.isEmpty else { return }
    for edit in diff.lines.prefix(Self.most) { print(sentence(edit)) }
    if diff.lines.count > Self.most {
      print("and \(diff.lines.count - Self.most) more; --json has all")
    }
  }

  private func row(_ share: TranslationDiff.Share, _ currency: String) -> [String] {
    [
      share.language, "\(share.changed)", "\(share.added)", "\(share.removed)", "\(share.moved)",
      "\(share.respoken)", "\(share.unchanged)", "\(share.cost) \(currency)",
    ]
  }

  private func sentence(_ edit: TranslationDiff.LineEdit) -> String {
    let name = "\(edit.language)/\(edit.cue ?? edit.was ?? "")"
    let moved = edit.movedMs.map { "\($0 < 0 ? "" : "+")\(Int($0.rounded())) ms" }
    switch edit.kind {
    case .added: return "\(name) added: \(edit.after ?? "")"
    case .removed: return "\(name) removed: \(edit.before ?? "")"
    case .moved: return "\(name) moved: \(moved ?? "another length")"
    case .respoken: return "\(name) respoken: another \(edit.what.joined(separator: ", "))"
    case .changed: return "\(name) changed: \(edit.before ?? "") → \(edit.after ?? "")"
    }
  }
}
