import Foundation
import Testing

/// What a run leaves in the ledger, and that nothing hangs on it.
@Suite struct HistoryTests {
  private let service: Service
  private let film: Film
  private let key = ["TEST_KEY": Service.key]

  init() throws {
    service = try Service()
    film = try Film()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.edit("film.yaml", "espeak/fr", "qwen/Ethan")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", mode: stream, key: env:TEST_KEY }

        """)
  }

  private func run() throws -> Outcome {
    let outcome = try film.polydub("run", "film.yaml", "--json", environment: key)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  private func proof(_ outcome: Outcome) throws -> [String: Any] {
    try #require(outcome.json()["proof"] as? [String: Any])
  }

  @Test func theLedgerAgreesWithTheService() async throws {
    try await service.plan([#"{"kind":"refuse","status":500}"#])
    _ = try run()
    let count = try await service.count()
    let spending = try film.polydub("spending", "--json").json()
    let row = try #require((spending["spending"] as? [[String: Any]])?.first)
    #expect(row["calls"] as? Int == count.calls)
    #expect(row["failed"] as? Int == 1)
    #expect(row["characters"] as? Int == count.billed)
    #expect(row["amount"] as? String == Self.price(count.billed))
  }

  @Test func aRunEndsWithWhatItSpared() async throws {
    let first = try proof(run())
    let billed = try await service.count().billed
    #expect(first["spent"] as? String == Self.price(billed) + " USD")
    #expect(
      first["sentence"] as? String
        == "first run, 6 lines: 6 calls, 2 of 2 tracks built, \(Self.price(billed)) USD spent, 0.00 saved"
    )
    try film.edit("es.srt", "en calma", "muy tranquila")
    try await service.plan([])
    let second = try run()
    let text = try #require(try proof(second)["sentence"] as? String)
    #expect(
      text.hasPrefix("1 of 6 lines changed: 1 call, 5 reused, 1 of 2 tracks rebuilt, "), "\(text)")
    let again = try await service.count().billed
    let kept = billed - "El mar está en calma.".count
    #expect(text.hasSuffix("\(Self.price(again)) USD spent, \(Self.price(kept)) saved"), "\(text)")
    let cost = try #require(second.json()["cost"] as? [String: Any])
    #expect(cost["saved"] as? String == Self.price(kept))
  }

  @Test func aFailedRunInBetweenHidesNoEdit() throws {
    _ = try run()
    try film.edit("es.srt", "en calma", "muy tranquila")
    #expect(try film.polydub("run", "film.yaml").status != 0)
    _ = try run()
    let told = try film.polydub("explain", "film.yaml", "--json").json()
    let why = try #require(told["why"] as? [String: String])
    #expect(why["es/speak/2"] != nil)
    for (step, sentence) in why {
      #expect(sentence.contains("the subtitles of es were edited"), "\(step): \(sentence)")
    }
  }

  @Test func aPipelineIsTheSameFromAnywhereAndNoOther() async throws {
    let other = try Film()
    let store = ["POLYDUB_STORE": film.path("store"), "TEST_KEY": Service.key]
    _ = try run()
    let beside = try other.polydub("run", "film.yaml", "--json", environment: store)
    #expect(try proof(beside)["is_rerun"] as? Bool == false, "\(beside.errors)")
    let elsewhere = film.process(["run", film.path("film.yaml"), "--json"], environment: store)
    elsewhere.currentDirectoryURL = other.folder
    let again = try proof(Outcome(of: elsewhere))
    #expect(again["is_rerun"] as? Bool == true && again["changed"] as? Int == 0)
    let listed = try film.polydub("history", "--pipeline", "./film.yaml", "--json").json()
    #expect((listed["runs"] as? [Any])?.count == 2)
  }

  @Test func withoutItsLedgerNothingIsBoughtAgain() async throws {
    let first = try run()
    let file = try film.sha256("out/film.mkv")
    for tail in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: film.path("store/ledger.sqlite" + tail))
    }
    try await service.plan([])
    let second = try run()
    #expect(try await service.count().calls == 0)
    #expect(try second.number("made") == 0)
    #expect(try film.sha256("out/film.mkv") == file)
    // Without a memory of what was paid, the list price is what was saved.
    let spent = try #require(proof(first)["spent"] as? String)
    #expect(try proof(second)["saved"] as? String == spent)
  }

  @Test func aDamagedLedgerIsAWarning() async throws {
    _ = try run()
    for tail in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: film.path("store/ledger.sqlite" + tail))
    }
    try film.write("store/ledger.sqlite", "this was a ledger once, and is none any more")
    let outcome = try run()
    #expect(outcome.errors.contains("damaged-"), "\(outcome.errors)")
    #expect(try outcome.number("calls") == 0)
  }

  /// One value that cannot be, as one wrong bit leaves it.
  @Test func aDamagedValueIsASentence() throws {
    _ = try run()
    let edit = """
      import sqlite3
      ledger = sqlite3.connect("\(film.path("store/ledger.sqlite"))")
      ledger.execute("PRAGMA writable_schema = ON")
      ledger.execute("UPDATE sqlite_master SET sql = REPLACE(sql, 'NOT NULL', '')")
      ledger.commit()
      ledger.close()
      ledger = sqlite3.connect("\(film.path("store/ledger.sqlite"))")
      ledger.execute("UPDATE runs SET command = NULL")
      ledger.commit()
      """
    try tool("python3", ["-c", edit])
    let outcome = try film.polydub("history")
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: The ledger ") && outcome.errors.contains("damaged"))
    #expect(try run().number("calls") == 0)
  }

  @Test func historyTellsWhatARunDid() async throws {
    _ = try run()
    try await service.plan([
      #"{"kind":"refuse","status":400,"code":"Arrearage","message":"canary"}"#
    ])
    try film.edit("fr.vtt", "calme", "douce")
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 1)
    let all = try film.polydub("history", "--json").json()
    let runs = try #require(all["runs"] as? [[String: Any]])
    #expect(runs.map { $0["status"] as? String } == ["failed", "done"])
    let last = try film.polydub("history", "2", "--json").json()
    let steps = try #require(last["steps"] as? [[String: Any]])
    #expect(steps.contains { $0["outcome"] as? String == "failed" })
    let calls = try #require(last["calls"] as? [[String: Any]])
    #expect(calls.map { $0["ending"] as? String } == ["unpaid"])
    let refused = try #require((last["every_call"] as? [[String: Any]])?.first)
    #expect(refused["ending"] as? String == "unpaid")
    #expect((refused["started"] as? String)?.hasSuffix("Z") == true)
    let text = String(decoding: try film.polydub("history", "2").output, as: UTF8.self)
    #expect(text.contains("call of qwen qwen3-tts-flash for fr/speak/"))
    #expect(text.contains("attempt 1: unpaid, "))
    let first = try film.polydub("history", "1", "--json").json()
    let bought = try #require(first["every_call"] as? [[String: Any]])
    let requests = Set(bought.compactMap { $0["request"] as? String })
    #expect(bought.count == 6 && requests.count == 6)
    let unknown = try film.polydub("history", "77")
    #expect(unknown.status == 2 && unknown.errors.contains("no run 77"))
  }

  @Test func aKilledRunIsInTheHistoryWithWhatItMade() async throws {
    try await service.plan([#"{"kind":"stall","times":1}"#])
    let process = film.process(["run", "film.yaml"], environment: key)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let query = """
      import os, sqlite3
      path = "\(film.path("store/ledger.sqlite"))"
      ledger = sqlite3.connect(path if os.path.exists(path) else ":memory:")
      has_table = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'takes'").fetchone()
      print(ledger.execute("SELECT COUNT(*) FROM takes").fetchone()[0] if has_table else 0)
      """
    for _ in 0..<1_000 {
      let takes = try? tool("python3", ["-c", query]).trimmingCharacters(in: .whitespaces)
      if let takes, !takes.hasPrefix("0") { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let last = try film.polydub("history", "1", "--json").json()
    let run = try #require(last["run"] as? [String: Any])
    #expect(run["status"] as? String == "killed")
    let made = try #require(last["steps"] as? [[String: Any]])
    #expect(made.contains { ($0["label"] as? String)?.contains("/speak/") == true }, "\(made)")
    #expect(run["made"] as? Int == made.count)
  }

  @Test func theStoreOfAPipelineIsAskedWhereItIsNamed() throws {
    let text = try String(contentsOfFile: film.path("film.yaml"), encoding: .utf8)
    try film.write("film.yaml", "store: own\n" + text)
    _ = try run()
    let runs = try film.polydub("history", "--pipeline", "film.yaml", "--json").json()
    #expect((runs["runs"] as? [Any])?.count == 1)
    let spending = try film.polydub("spending", "--pipeline", "film.yaml", "--json").json()
    #expect((spending["spending"] as? [Any])?.count == 1)
    let others = try film.polydub("spending", "--json").json()
    #expect((others["spending"] as? [Any])?.isEmpty == true)
  }

  @Test func spendingAsATableIsWellFormed() async throws {
    _ = try run()
    let table = try film.polydub("spending", "--by", "language", "--csv")
    let lines = String(decoding: table.output, as: UTF8.self).split(whereSeparator: \.isNewline)
    #expect(lines.first == "language,calls,characters,amount,currency,failed,unknown")
    #expect(Set(lines.dropFirst().compactMap { $0.split(separator: ",").first }) == ["es", "fr"])
  }

  /// One hundred thousandth of a dollar each.
  private static func price(_ characters: Int) -> String {
    String(format: "0.%05d", characters).replacing(/0+$/, with: "")
  }
}
