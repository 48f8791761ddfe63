import ArgumentParser
import Bookkeeping
import Foundation
import Stages

/// Says what was run.
struct RunHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Say what was run, or what one run made, called and spent.")

  @Argument(help: "The number of a run; without it, the latest runs.")
  var run: Int64?

  @Option(help: "How many runs at most.")
  var limit = 20

  @Option(
    help: "Only runs of this pipeline file, from its store.",
    completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1.") }
  }

  func run() async throws {
    let (ledger, file) = try work.lookIntoLedger(of: pipeline)
    if let run { return try show(run, ledger) }
    let runs = try ledger.runs(limit: limit, pipeline: file)
    if output.json { return try output.print(["runs": runs.map(Row.init)]) }
    guard !runs.isEmpty else { return print("No run is in the ledger.") }
    let head = [
      "run", "started", "command", "pipeline", "status", "made", "kept", "calls", "spent", "saved",
    ]
    print(Console.table([head] + runs.map(Self.cells)))
  }

  private static func cells(_ run: PastRun) -> [String] {
    let spent = run.costs.map { "\($0.spent) \($0.currency)" }.joined(separator: " + ")
    let saved = run.costs.map { "\($0.saved) \($0.currency)" }.joined(separator: " + ")
    return [
      "\(run.run)", time(run.started), run.command,
      URL(fileURLWithPath: run.pipeline).lastPathComponent,
      run.status, "\(run.made)", "\(run.kept)", "\(run.calls)", spent.isEmpty ? "-" : spent,
      saved.isEmpty ? "-" : saved,
    ]
  }

  fileprivate static func time(_ date: Date) -> String { date.formatted(.iso8601) }

  private func show(_ number: Int64, _ ledger: Ledger) throws {
    guard let detail = try ledger.run(number) else {
      throw InputError("There is no run \(number); `polydub history` lists them.")
    }
    if output.json { return try output.print(Detail(detail)) }
    let run = detail.run
    print("run \(run.run): \(run.pipeline)")
    print("\(run.status), \(run.command) of polydub \(run.version), \(Self.time(run.started))")
    if let proof = run.proof { print(proof) }
    for step in detail.steps {
      let time = step.milliseconds.map { " \($0) ms" } ?? ""
      print("\(step.outcome) \(step.label)\(time): \(step.why ?? "")")
    }
    for (stage, count) in detail.kept.sorted(by: { $0.key < $1.key }) {
      print("kept \(count) \(stage)")
    }
    for calls in detail.calls {
      print(
        "\(calls.calls) calls of \(calls.provider) \(calls.model), \(calls.ending): "
          + "\(calls.characters) characters, \(calls.cost) \(calls.currency), \(calls.repeats) repeats"
      )
    }
    tellTroubled(detail.everyCall)
    for output in detail.outputs { print("wrote \(output.path) \(output.digest.prefix(12))") }
  }

  /// The first calls without speech, as a service's support desk asks for them; `--json` has all.
  private func tellTroubled(_ calls: [PastRunDetail.PastCall]) {
    let troubled = calls.filter { $0.ending != "ended" }
    for call in troubled.prefix(20) {
      let step = call.step.map { " for \($0)" } ?? ""
      let request = call.request.map { "request \($0)" } ?? "no request id"
      print(
        "call of \(call.provider) \(call.model)\(step) at \(Self.time(call.started)), attempt \(call.attempt): "
          + "\(call.ending), \(request)")
    }
    if troubled.count > 20 { print("and \(troubled.count - 20) more such calls; --json has them") }
  }

  /// A run with dates as text.
  private struct Row: Encodable {
    var run: Int64
    var pipeline: String
    var command: String
    var version: String
    var started: String
    var ended: String?
    var status: String
    var made: Int
    var kept: Int
    var lines: Int
    var calls: Int
    var characters: Int
    var proof: String?
    var costs: [PastRun.Cost]

    init(_ past: PastRun) {
      (run, pipeline, command, version) = (past.run, past.pipeline, past.command, past.version)
      (started, ended) = (RunHistory.time(past.started), past.ended.map(RunHistory.time))
      (status, made, kept, lines) = (past.status, past.made, past.kept, past.lines)
      (calls, characters, proof, costs) = (past.calls, past.characters, past.proof, past.costs)
    }
  }

  private struct Detail: Encodable {
    var run: Row
    var steps: [PastRunDetail.PastStep]
    var kept: [String: Int]
    var calls: [PastRunDetail.PastCalls]
    var everyCall: [PastRunDetail.PastCall]
    var outputs: [LedgerOutput]

    init(_ detail: PastRunDetail) {
      run = Row(detail.run)
      (steps, kept, calls, outputs) = (detail.steps, detail.kept, detail.calls, detail.outputs)
      everyCall = detail.everyCall
    }
  }
}
