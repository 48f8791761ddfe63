import Bookkeeping
import Engine
import Foundation
import Voices

// Writes a year of use into the ledger of a store, through the same calls a run makes, and beside it an independent count:
// one line a call, `run,pipeline,language,model,voice,provider,month,currency,characters,nanos,started,ending,made`, the
// last being 1 where the call made a take.
//
// Every fiftieth run never ends, and every tenth of its calls has no answer. Says `written` and waits for the end of its
// input: as long as it lives, those calls are open; after that they are unknown, and may be billed.
//
//     WriteYear FOLDER RUNS CALLS

/// Numbers that are the same every time: a linear congruential generator (Knuth, MMIX).
struct Dice {
  var state: UInt64 = 2026
  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % sides
  }
}

/// The date the calls of a run are written with.
final class Clock: @unchecked Sendable {  // one thread of one process
  var date = Date(timeIntervalSince1970: 1_735_700_000)
}

@main
enum WriteYear {
  static let languages = ["es", "fr", "de", "ja", "pt-BR", "zh", "ko", "it", "ru"]
  static let models = ["qwen3-tts-flash", "qwen3-tts-instruct-flash", "gpt-4o-mini-tts"]
  static let voices = ["Cherry", "Serena", "Ethan", "Chelsie"]

  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 4, let runs = Int(words[2]), let calls = Int(words[3]) else {
      print("usage: WriteYear FOLDER RUNS CALLS")
      exit(2)
    }
    let ledger = try Ledger(in: words[1])
    var year = Year(ledger: ledger, step: try await someStep(words[1]), month: monthName())
    for number in 0..<runs {
      year.clock.date += 365 * 86_400 / Double(runs)
      year.write(run: number, calls: calls / runs)
    }
    try Data(year.lines.utf8).write(to: URL(fileURLWithPath: words[1] + "/count.csv"))
    FileHandle.standardOutput.write(Data("written\n".utf8))
    _ = readLine()
  }

  /// Steps are made by the engine alone: one of a run of its own, to name as is needed.
  static func someStep(_ folder: String) async throws -> Step {
    let journal = RecordingJournal()
    var graph = Graph()
    _ = graph.add(Say(), graph.given("hm"), label: "say")
    _ = try await graph.run(in: Workspace(store: Store(at: folder)), jobs: 1, journal: journal)
    for case .started(let step) in journal.events { return step }
    throw CancellationError()
  }

  static func monthName() -> (Date) -> String {
    let formatter = DateFormatter()
    formatter.dateFormat = "yyyy-MM"
    formatter.timeZone = TimeZone(identifier: "UTC")
    return { formatter.string(from: $0) }
  }
}

struct Say: Stage {
  static let name = "speak"
  static let version = 1
  func run(_ line: String, in workspace: Workspace) async throws -> String { line }
}

/// The year so far.
struct Year {
  let ledger: Ledger
  /// What every step is a copy of.
  let step: Step
  let month: (Date) -> String
  let clock = Clock()
  var dice = Dice()
  var lines = ""

  mutating func write(run number: Int, calls: Int) {
    let pipeline = "/films/film-\(number % 20).yaml"
    let run = ledger.begin(pipeline: pipeline, command: "run", version: "0", at: clock.date)
    let (watcher, steps) = (LedgerCalls(run) { [clock] in clock.date }, LedgerJournal())
    let isKilled = number % 50 == 49
    var ending = RunEnding(number % 50 == 0 ? .failed : .done)
    for index in 0..<calls {
      let call = call(index)
      let step = step("\(call.language)/speak/\(index)", "speak")
      let key = Digest(of: Data("\(number)-\(index)".utf8))
      steps.record(.started(step))
      let ticket = Step.$current.withValue(step) { watcher.began(call) }
      let isRefused = dice.roll(100) == 0
      let isOpen = isKilled && index % 10 == 0
      if !isOpen { ticket.end(outcome(of: call, isRefused: isRefused, "r\(number)-\(index)")) }
      if isRefused || isOpen {
        steps.record(.failed(step, CancellationError(), key: key))
      } else {
        steps.record(.made(step, key: key))
        ending.reasons[step.label] = "text changed"
        ending.takes.append(
          LedgerTake(
            key: key, label: step.label, blob: key, length: 96_000, characters: call.characters))
      }
      let billed = isRefused && !isOpen ? 0 : call.characters
      let state = isOpen ? "unknown" : isRefused ? "throttled" : "ended"
      let isMade = state == "ended" && !isKilled
      lines +=
        "\(number + 1),\(pipeline),\(call.language),\(call.model),dashscope/\(call.voice),"
        + "\(call.provider),\(month(clock.date)),\(call.tariff.currency),\(billed),"
        + "\(billed * call.tariff.nanosPerCharacter),\(clock.date.timeIntervalSince1970),"
        + "\(state),\(isMade ? 1 : 0)\n"
    }
    for index in 0..<30 {
      steps.record(
        .kept(step("fit/\(index)", "fit"), key: Digest(of: Data("\(index)".utf8))))
    }
    if !isKilled { run.end(ending, steps: steps, at: clock.date) }
  }

  private func step(_ label: String, _ stage: String) -> Step {
    var step = step
    (step.label, step.stage) = (label, stage)
    return step
  }

  private mutating func call(_ index: Int) -> Call {
    let isYuan = index % 5 == 0
    return Call(
      provider: isYuan ? "beijing" : "qwen", type: "dashscope", account: "00ff00ff00ff",
      model: WriteYear.models[dice.roll(3)], voice: WriteYear.voices[dice.roll(4)],
      language: WriteYear.languages[dice.roll(9)], characters: 20 + dice.roll(200),
      tariff: Tariff(
        nanosPerCharacter: isYuan ? 80_000 : 10_000, currency: isYuan ? "CNY" : "USD"))
  }

  private func outcome(of call: Call, isRefused: Bool, _ request: String) -> CallOutcome {
    CallOutcome(
      characters: isRefused ? 0 : call.characters, failure: isRefused ? .throttled : nil,
      request: request, duration: .milliseconds(400))
  }
}
