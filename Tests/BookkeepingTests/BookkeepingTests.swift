import Foundation
import GRDB
import Testing

@testable import Bookkeeping
@testable import Engine
@testable import Voices

/// The ledger: what it keeps, and that nothing depends on it.
@Suite struct LedgerTests {
  private let desk: Desk

  init() throws { desk = try Desk() }

  private func count(_ ledger: Ledger, _ sql: String) throws -> Int {
    try ledger.database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
  }

  @Test func aCallIsWrittenBeforeItIsSentAndCompletedAfter() async throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    let ticket = LedgerCalls(run).began(Desk.call(120))
    #expect(try count(ledger, "SELECT cost FROM calls WHERE state = 'open'") == 1_200_000)
    ticket.end(CallOutcome(characters: 100, request: "r1", duration: .milliseconds(250)))
    #expect(try count(ledger, "SELECT cost FROM calls WHERE state = 'ended'") == 1_000_000)
    #expect(try count(ledger, "SELECT latency FROM calls") == 250)
  }

  @Test func manyMayOpenANewLedgerAtOnce() async throws {
    let folder = desk.folder
    try await withThrowingTaskGroup(of: Int64?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try Ledger(in: folder).begin(pipeline: "film.yaml", command: "run", version: "1").id
        }
      }
      var runs: Set<Int64?> = []
      for try await run in group { runs.insert(run) }
      #expect(runs.count == 8 && !runs.contains(nil))
    }
  }

  @Test func aRefusedCallCostsNothing() throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    LedgerCalls(run).began(Desk.call()).end(CallOutcome(characters: 0, failure: .throttled))
    #expect(try count(ledger, "SELECT cost FROM calls WHERE failure = 'throttled'") == 0)
    #expect(try count(ledger, "SELECT COUNT(*) FROM calls WHERE failure = 'throttled'") == 1)
  }

  @Test func callsOfADeadProcessArePossiblyBilled() throws {
    let ledger = try desk.open()
    let (dead, alive) = (
      ledger.begin(pipeline: "a.yaml", command: "run", version: "1"),
      ledger.begin(pipeline: "b.yaml", command: "run", version: "1")
    )
    for run in [dead, alive] { _ = LedgerCalls(run).began(Desk.call(70)) }
    try ledger.database.write {
      // A number that is in use, by a process that is not the one that wrote.
      try $0.execute(
        sql: "UPDATE runs SET process = ? WHERE id = ?",
        arguments: ["1 12345 elsewhere", dead.id])
    }
    let next = try desk.open()
    #expect(try count(next, "SELECT COUNT(*) FROM calls WHERE state = 'unknown'") == 1)
    #expect(try count(next, "SELECT COUNT(*) FROM calls WHERE state = 'open'") == 1)
    #expect(try count(next, "SELECT spent FROM costs") == 700_000)
    #expect(try count(next, "SELECT COUNT(*) FROM runs WHERE status = 'killed'") == 1)
  }

  @Test func aDamagedLedgerIsSetAsideAndANewOneBegins() throws {
    try Data("not a database at all, though long enough to be one".utf8)
      .write(to: URL(filePath: desk.path))
    let ledger = try desk.open()
    #expect(ledger.begin(pipeline: "film.yaml", command: "run", version: "1").id == 1)
    #expect(ledger.takeWarnings().first?.contains("damaged-") == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: desk.folder)
    #expect(names.contains { $0.hasPrefix("ledger.sqlite.damaged-") })
  }

  @Test func aTruncatedLedgerIsSetAsideToo() throws {
    do {
      let ledger = try desk.open()
      let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
      for _ in 0..<200 { _ = LedgerCalls(run).began(Desk.call()) }
      _ = try ledger.database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try ledger.database.close()
    }
    let file = try FileHandle(forWritingTo: URL(filePath: desk.path))
    try file.truncate(atOffset: 10_000)
    try file.close()
    let ledger = try desk.open()
    #expect(ledger.begin(pipeline: "film.yaml", command: "run", version: "1").id != nil)
  }

  /// One wrong bit makes a value NULL where the tables allow none.
  @Test(arguments: ["'done', process = process", "'running', process = NULL"])
  func aValueThatCannotBeIsDamageAndToldWithoutTheRow(_ status: String) throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "canary.yaml", command: "run", version: "1")
    LedgerCalls(run).began(Desk.call()).end(CallOutcome(characters: 1))
    try ledger.database.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA writable_schema = ON;
          UPDATE sqlite_master SET sql = REPLACE(sql, 'NOT NULL', '');
          PRAGMA writable_schema = RESET;
          UPDATE runs SET command = NULL, status = \(status);
          UPDATE calls SET provider = NULL;
          """)
    }
    let looks: [() throws -> Void] = [
      { _ = try ledger.runs(limit: 9) }, { _ = try ledger.run(1) },
    ]
    for look in looks {
      let error = try #require(throws: LedgerError.self) { try look() }
      #expect(error.reason.contains("damaged") && !"\(error)".contains("canary"))
    }
    #expect(try ledger.spending().map(\.calls) == [1])
    let next = try desk.open()
    #expect(next.takeWarnings().isEmpty == status.contains("done"))
  }

  @Test func manyThreadsLoseNoRow() async throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    let other = try desk.open()
    let second = other.begin(pipeline: "film.yaml", command: "run", version: "1")
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<400 {
        group.addTask {
          let calls = LedgerCalls(index.isMultiple(of: 2) ? run : second)
          calls.began(Desk.call()).end(CallOutcome(characters: 100))
        }
      }
    }
    #expect(try count(ledger, "SELECT COUNT(*) FROM calls WHERE state = 'ended'") == 400)
    #expect(ledger.takeWarnings() == [] && other.takeWarnings() == [])
  }

  @Test func aLedgerThatCannotBeWrittenStopsNobody() throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    try ledger.database.write { try $0.execute(sql: "DROP TABLE calls") }
    LedgerCalls(run).began(Desk.call()).end(CallOutcome(characters: 1))
    LedgerCalls(run).began(Desk.call()).end(CallOutcome(characters: 1))
    #expect(ledger.takeWarnings().count == 1)
  }

  @Test func aRunsCostsAreKeptByCurrency() throws {
    let ledger = try desk.open()
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    for currency in ["USD", "CNY", "USD"] {
      LedgerCalls(run).began(Desk.call(currency: currency)).end(CallOutcome(characters: 100))
    }
    var ending = RunEnding(.done)
    ending.saved = ["CNY": 5, "EUR": 7]
    run.end(ending, steps: LedgerJournal())
    let rows = try ledger.database.read {
      try Row.fetchAll($0, sql: "SELECT * FROM costs ORDER BY currency").map {
        "\($0["currency"] as String) \($0["spent"] as Int) \($0["saved"] as Int)"
      }
    }
    #expect(rows == ["CNY 1000000 5", "EUR 0 7", "USD 2000000 0"])
  }

  @Test func manyThatFindItDamagedSetItAsideOnce() async throws {
    try Data("not a database at all, though long enough to be one".utf8)
      .write(to: URL(filePath: desk.path))
    let folder = desk.folder
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let ledger = try Ledger(in: folder)
          let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
          try #require(run.id != nil)
        }
      }
      try await group.waitForAll()
    }
    #expect(try count(desk.open(), "SELECT COUNT(*) FROM runs") == 8)
    let aside = try FileManager.default.contentsOfDirectory(atPath: desk.folder)
      .filter { $0.contains(".damaged-") }
    #expect(aside.count == 1, "\(aside)")
    let kept = try String(contentsOfFile: "\(folder)/\(try #require(aside.first))", encoding: .utf8)
    #expect(kept.hasPrefix("not a database"))
  }

  /// A run that made one take, with a call for it or without.
  private func speak(_ ledger: Ledger, calls: Int) -> LedgerRun {
    let run = ledger.begin(pipeline: "film.yaml", command: "run", version: "1")
    let step = Step(label: "es/speak/1", stage: "speak")
    Step.$current.withValue(step) {
      for _ in 0..<calls {
        LedgerCalls(run).began(Desk.call()).end(CallOutcome(characters: 100))
      }
    }
    return run
  }

  private let take = LedgerTake(
    key: Digest(of: Data("line".utf8)), label: "es/speak/1", blob: Digest(of: Data("sound".utf8)),
    length: 1, characters: 100)

  @Test func aTakeMadeWithoutACallKeepsItsPrice() throws {
    let ledger = try desk.open()
    var ending = RunEnding(.done)
    ending.takes = [take]
    speak(ledger, calls: 0).end(ending, steps: LedgerJournal())
    #expect(ledger.prices(of: [take.key]).isEmpty)
    for calls in [1, 0] {
      speak(ledger, calls: calls).end(ending, steps: LedgerJournal())
      #expect(ledger.prices(of: [take.key])[take.key]?.nanos == 1_000_000)
    }
  }

  @Test func whatARunMadeIsKnownBeforeItEnds() throws {
    let ledger = try desk.open()
    let run = speak(ledger, calls: 1)
    let steps = LedgerJournal()
    let step = Step(label: "es/speak/1", stage: "speak")
    steps.record(.made(step, key: take.key))
    run.note(steps, takes: [take])
    #expect(try count(ledger, "SELECT COUNT(*) FROM steps WHERE outcome = 'made'") == 1)
    #expect(ledger.prices(of: [take.key]).count == 1)
    var ending = RunEnding(.done)
    ending.reasons = [step.label: "text changed"]
    run.end(ending, steps: steps)
    run.note(steps, takes: [])
    #expect(try count(ledger, "SELECT COUNT(*) FROM steps WHERE why = 'text changed'") == 1)
  }
}
