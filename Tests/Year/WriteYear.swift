import Bookkeeping
import Foundation
import Voices

// Writes a year of use into the ledger of a store, through the same calls a run makes, and beside it an independent count:
// one line a call, `pipeline,language,model,voice,provider,month,currency,characters,nanos`.
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

  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 4, let runs = Int(words[2]), let calls = Int(words[3]) else {
      print("usage: WriteYear FOLDER RUNS CALLS")
      exit(2)
    }
    let ledger = try Ledger(in: words[1])
    let (clock, month) = (Clock(), monthName())
    var (dice, lines) = (Dice(), "")
    for number in 0..<runs {
      clock.date += 365 * 86_400 / Double(runs)
      let pipeline = "/films/film-\(number % 20).yaml"
      let run = ledger.begin(pipeline: pipeline, command: "run", version: "0", at: clock.date)
      let watcher = LedgerCalls(run) { [clock] in clock.date }
      for index in 0..<(calls / runs) {
        let isYuan = index % 5 == 0
        let call = Call(
          provider: isYuan ? "beijing" : "qwen", type: "dashscope", account: "00ff00ff00ff",
          model: models[dice.roll(3)], voice: voices[dice.roll(4)],
          language: languages[dice.roll(9)],
          characters: 20 + dice.roll(200),
          tariff: Tariff(
            nanosPerCharacter: isYuan ? 80_000 : 10_000, currency: isYuan ? "CNY" : "USD"))
        let isRefused = dice.roll(100) == 0
        let billed = isRefused ? 0 : call.characters
        let ticket = watcher.began(call)
        ticket.end(
          CallOutcome(
            characters: billed, failure: isRefused ? .throttled : nil,
            request: "r\(number)-\(index)",
            duration: .milliseconds(400)))
        lines +=
          "\(pipeline),\(call.language),\(call.model),dashscope/\(call.voice),\(call.provider),"
          + "\(month(clock.date)),\(call.tariff.currency),\(billed),"
          + "\(billed * call.tariff.nanosPerCharacter)\n"
      }
      run.end(RunEnding(number % 50 == 0 ? .failed : .done), steps: LedgerJournal(), at: clock.date)
    }
    try Data(lines.utf8).write(to: URL(fileURLWithPath: words[1] + "/count.csv"))
  }

  static func monthName() -> (Date) -> String {
    let formatter = DateFormatter()
    formatter.dateFormat = "yyyy-MM"
    formatter.timeZone = TimeZone(identifier: "UTC")
    return { formatter.string(from: $0) }
  }
}
