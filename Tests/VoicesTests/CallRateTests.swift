import Foundation
import Testing
import Transport

@testable import Voices

@Suite struct CallRateTests {
  private static let second = 1_000_000_000

  /// Sends calls as soon as they may be, each a little late, and gives when they were sent.
  private func send(
    _ count: Int, perSecond: Double, from start: Int = 7 * second, late: Int = 1_000_000
  ) -> [Int] {
    let allowance = Allowance(callsPerKilosecond: Int(perSecond * 1_000), concurrency: 1)
    var (rate, now, sent) = (CallRate(), start, [Int]())
    for index in 0..<count {
      now = max(now, rate.next(at: now, allowance)) + index * 7919 % (2 * late)
      #expect(rate.next(at: now, allowance) <= now)
      rate.send(at: now, allowance)
      sent.append(now)
    }
    return sent
  }

  @Test(arguments: [0.5, 1, 3, 7, 60, 500])
  func noSecondHoldsMoreThanItMayAndHardlyFewer(_ perSecond: Double) throws {
    let sent = send(
      max(500, Int(5 * perSecond)), perSecond: perSecond,
      late: perSecond > 100 ? 100_000 : 1_000_000)
    let many = max(1, Int(perSecond))
    let span = Int(Double(many) / perSecond * Double(Self.second))
    for (first, next) in zip(sent, sent.dropFirst(many)) { #expect(next - first > span) }
    let risen = sent.filter { $0 >= sent[0] + 3 * Self.second }
    try #require(risen.count > 2)
    let reached = Double(risen.count - 1) / (Double(risen[risen.count - 1] - risen[0]) / 1e9)
    #expect(reached > 0.95 * perSecond && reached <= perSecond)
  }

  @Test func itRisesFromAThird() {
    let sent = send(60, perSecond: 30)
    #expect(sent.filter { $0 < sent[0] + Self.second }.count < 20)
  }

  @Test func aRefusalGivesEveryoneAPause() {
    let allowance = Allowance(callsPerKilosecond: 10_000, concurrency: 1)
    var rate = CallRate()
    rate.send(at: 0, allowance)
    rate.refused(.rate, at: 100, wish: 5 * Self.second)
    #expect(rate.next(at: 200, allowance) == 100 + 5 * Self.second)
    rate.refused(.burst, at: 200, wish: nil)
    #expect(rate.next(at: 300, allowance) == 100 + 5 * Self.second)
  }

  @Test func processesShareOneRate() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let call = Call.example(perSecond: 200)
    // Locks of files tell descriptors apart, not processes: two of these stand for two programs.
    let both = [Turns(folder: folder.path), Turns(folder: folder.path)]
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<200 {
        let turnstile = both[index % 2].turnstile(of: call)
        group.addTask {
          try await turnstile.enter(call) { false }
          turnstile.leave(CallOutcome(characters: 1))
        }
      }
      try await group.waitForAll()
    }
    // 200 calls at 200 a second after a rise: one process each would take half as long.
    #expect(ContinuousClock.now - start > .milliseconds(1_200))
  }

  @Test func aDamagedFileIsNoHindrance() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let call = Call.example(perSecond: 1000)
    for content in [
      "", "{", "[]", String(repeating: "9", count: 100_000),
      #"{"sent":[9223372036854775807],"rising":0,"rise":1,"pausedUntil":0,"share":1000}"#,
      #"{"sent":[],"rising":0,"rise":0,"pausedUntil":9223372036854775807,"share":-5}"#,
    ] {
      try Data(content.utf8).write(to: folder.appending(path: "\(call.account).json"))
      let turnstile = Turns(folder: folder.path).turnstile(of: call)
      try await turnstile.enter(call) { false }
      turnstile.leave(CallOutcome(characters: 1, failure: .throttled, pressure: .rate))
    }
  }

  @Test func aCallThatWaitsIsNotSentOnceTheRunStops() async throws {
    let call = Call.example(perSecond: 0.01)
    let turnstile = Turns(folder: nil).turnstile(of: call)
    try await turnstile.enter(call) { false }
    turnstile.leave(CallOutcome(characters: 1))
    await #expect(throws: SpeechError.self) { try await turnstile.enter(call) { true } }
  }

  @Test func whatQueuesForAPlaceIsNotSentOnceTheRunStops() async throws {
    let call = Call.example()
    let turnstile = Turns(folder: nil).turnstile(of: call)
    await #expect(throws: SpeechError.self) { try await turnstile.enter(call) { true } }
    // Its place is free again, as often as there are places.
    for _ in 0..<2 * call.allowance.concurrency {
      await #expect(throws: SpeechError.self) { try await turnstile.enter(call) { true } }
    }
    try await turnstile.enter(call) { false }
  }

  @Test func aPauseEndsWithTheRun() async throws {
    await #expect(throws: SpeechError.self) {
      try await Backoff.wait(.seconds(100_000), unless: { true })
    }
    try await Backoff.wait(.milliseconds(1))
  }
}

extension Call {
  static func example(perSecond: Double = 1000, characters: Int = 10, currency: String = "USD")
    -> Call
  {
    Call(
      provider: "qwen", type: "dashscope", account: "0a1b", model: "m", voice: "v",
      language: "es", characters: characters,
      tariff: Tariff(nanosPerCharacter: 10_000, currency: currency),
      allowance: Allowance(callsPerKilosecond: Int(perSecond * 1_000), concurrency: 8))
  }
}

@Suite struct SpendingLimitTests {
  @Test func whatIsInFlightIsSpent() throws {
    let limit = SpendingLimit(["USD": 250_000])
    let first = try limit.began(.example())
    _ = try limit.began(.example())
    #expect(throws: SpeechError.self) { try limit.began(.example()) }
    // One that is refused gives its money back.
    first.end(CallOutcome(characters: 0, failure: .refused))
    _ = try limit.began(.example())
    #expect { try limit.began(.example(characters: 6)) } throws: {
      "\($0)".contains("0.00025 USD is reached: 0.0002 are spent, and the next line costs 0.00006")
    }
  }

  @Test func aCurrencyWithoutALimitIsNotSpent() {
    #expect { try SpendingLimit(["USD": 1]).began(.example(currency: "CNY")) } throws: {
      ($0 as? SpeechError)?.kind == .overLimit && "\($0)".contains("a limit in CNY")
    }
  }

  @Test func manyAtOnceNeverExceedIt() async {
    let limit = SpendingLimit(["USD": 100_000 * 37])
    let spent = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<500 {
        group.addTask {
          guard let ticket = try? limit.began(.example()) else { return 0 }
          await Task.yield()
          ticket.end(CallOutcome(characters: 10))
          return 1
        }
      }
      return await group.reduce(0, +)
    }
    #expect(spent == 37)
  }

  @Test(arguments: [
    ("2.50", 2_500_000_000), ("0", 0), ("0.00001", 10_000), ("3", 3_000_000_000),
    (".5", nil), ("1.", nil), ("-1", nil), ("1e3", nil), ("0.0000000001", nil), ("", nil),
    ("99999999999", nil), ("1.2.3", nil), ("١", nil),
  ])
  func amountsAreExact(_ text: String, _ nanos: Int?) {
    #expect(Price.nanos(text) == nanos)
    if let nanos { #expect(Price.nanos(Price.text(nanos)) == nanos) }
  }
}

@Suite struct EndingsTests {
  private final class Diary: CallWatcher {
    let ended = Guarded<[Int]>([])
    func began(_ call: Call) -> CallTicket {
      CallTicket { outcome in self.ended.withLock { $0.append(outcome.characters) } }
    }
  }

  @Test func aCallEndsWhenItsSoundIsKeptAndARefusalAtOnce() async throws {
    let (diary, endings) = (Diary(), Endings())
    var conduct = Conduct(watchers: [diary])
    conduct.endings = endings
    try await conduct.make(.example()) { (.success(()), CallOutcome(characters: 10)) }
    #expect(diary.ended.withLock { $0 } == [])
    await #expect(throws: SpeechError.self) {
      try await conduct.make(.example()) {
        (
          Result<Void, any Error>.failure(SpeechError.stopped),
          CallOutcome(characters: 3, failure: .refused)
        )
      }
    }
    #expect(diary.ended.withLock { $0 } == [3])
    endings.tell()
    endings.tell()
    #expect(diary.ended.withLock { $0 } == [3, 10])
  }
}
