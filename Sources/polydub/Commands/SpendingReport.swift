import ArgumentParser
import Bookkeeping
import Engine
import Foundation
import Stages

/// Says what was spent on speech.
struct SpendingReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spending",
    abstract: "Say what was spent on speech, from the ledger of the store.",
    discussion: """
      Every call to a service counts, repeats included. Calls whose process died before their answer came are possibly \
      billed and count as if they were. Currencies are never added up.
      """)

  @Option(
    help: "Gather by language, voice, model, month, provider, pipeline or run.",
    transform: SpendingReport.trait)
  var by: Spending.Trait?

  @Option(help: ArgumentHelp("Only calls since this day, such as 2026-11-01.", valueName: "date"))
  var since: String?

  @Option(
    help: "Only calls of this pipeline file, from its store.",
    completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?

  @Flag(help: "Print a table of comma-separated values on stdout.")
  var csv = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if csv, output.json { throw ValidationError("Choose one of --json and --csv.") }
    if let since, day(since) == nil {
      throw ValidationError("--since must be a day, such as 2026-11-01.")
    }
  }

  func run() async throws {
    let (ledger, file) = try work.lookIntoLedger(of: pipeline)
    let rows = try ledger.spending(by: by, since: since.flatMap(day), pipeline: file)
    if output.json {
      return try output.print(Answer(by: by, since: since, spending: rows.map(Row.init)))
    }
    let head = [
      by?.rawValue ?? "all", "calls", "characters", "amount", "currency", "failed", "unknown",
    ]
    let table = rows.map { row in
      [
        row.name.isEmpty ? "all" : row.name, "\(row.calls)", "\(row.characters)", row.amount,
        row.currency, "\(row.failed)", "\(row.unknown)",
      ]
    }
    if csv { return print(([head] + table).map(Self.line).joined(separator: "\r\n")) }
    guard !rows.isEmpty else { return print("No call is in the ledger.") }
    print(Console.table([head] + table))
  }

  private static func trait(_ text: String) throws -> Spending.Trait {
    if let trait = Spending.Trait(rawValue: text) { return trait }
    let known = Spending.Trait.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("must be one of \(known).")
  }

  private func day(_ text: String) -> Date? {
    try? Date(text, strategy: .iso8601.year().month().day())
  }

  /// RFC 4180.
  private static func line(_ cells: [String]) -> String {
    cells.map { cell in
      guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
      return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }.joined(separator: ",")
  }

  private struct Answer: Encodable {
    var by: Spending.Trait?
    var since: String?
    var spending: [Row]
  }

  private struct Row: Encodable {
    var name: String
    var calls: Int
    var characters: Int
    var amount: String
    var currency: String
    var failed: Int
    var unknown: Int

    init(_ row: Spending) {
      name = row.name
      calls = row.calls
      characters = row.characters
      amount = row.amount
      currency = row.currency
      failed = row.failed
      unknown = row.unknown
    }
  }
}

extension WorkOptions {
  /// The ledger of the store; what is odd about it is told.
  func openLedger() throws -> Ledger {
    let ledger = try Ledger(in: openStore().root)
    for sentence in ledger.takeWarnings() { Console.warning(sentence) }
    return ledger
  }

  /// The ledger of a pipeline's store, to look into it.
  ///
  /// - Parameter pipeline: a file that may name a store of its own; one that is gone names none.
  /// - Returns: the ledger, and the file as the ledger names it.
  func lookIntoLedger(of pipeline: String?) throws -> (Ledger, file: String?) {
    let file = pipeline.map(Pipeline.identity)
    let isThere = file.map(FileManager.default.fileExists) ?? false
    let named = try isThere ? file.map { try Pipeline(contentsOf: $0).store } ?? nil : nil
    let ledger = try Ledger(lookingIn: openStore(pipeline: named, for: .looking).root)
    for sentence in ledger.takeWarnings() { Console.warning(sentence) }
    return (ledger, file)
  }
}
