import Foundation
import Testing
import Transport

/// Dubs spoken by a service that is paid, here its double: a server process on this machine.
@Suite struct ServiceTests {
  private let service: Service
  private let film: Film

  init() throws {
    service = try Service()
    film = try Film()
    try speak(film, mode: "stream")
  }

  /// Lets the service speak both languages of a film.
  private func speak(_ film: Film, mode: String) throws {
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.edit("film.yaml", "espeak/fr", "qwen/Ethan")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", mode: \(mode), key: env:TEST_KEY, requests_per_second: 1000 }

        """)
  }

  private func run(_ film: Film, key: String = Service.key) throws -> Outcome {
    try film.polydub("run", "film.yaml", "--json", environment: ["TEST_KEY": key])
  }

  @Test func theDubIsTheSameHoweverItsSoundCame() async throws {
    let other = try Film()
    try speak(other, mode: "url")
    for film in [film, other] {
      try await service.plan([])
      let outcome = try run(film)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let count = try await service.count()
      #expect(try outcome.number("calls") == 6 && count.calls == 6)
      #expect(try outcome.number("characters") == count.billed)
    }
    #expect(try film.sha256("out/film.mkv") == other.sha256("out/film.mkv"))
  }

  @Test func aRerunNeedsNeitherServiceNorKey() async throws {
    #expect(try run(film).status == 0)
    try await service.plan([])
    let again = try film.polydub("run", "film.yaml", "--json")
    try #require(again.status == 0, "\(again.errors)")
    #expect(try again.number("calls") == 0)
    #expect(try await service.count().calls == 0)
  }

  @Test func whatWasSpokenBeforeARefusalIsNotBoughtTwice() async throws {
    try await service.plan(
      Array(repeating: #"{"kind":"crumbs"}"#, count: 4) + [
        #"{"kind":"refuse","status":400,"code":"DataInspectionFailed","message":"canary"}"#
      ])
    let first = try run(film)
    #expect(first.status == 1 && first.errors.contains("moderation"), "\(first.errors)")
    let spoken = try await service.count().spoken
    try await service.plan([])
    #expect(try run(film).status == 0)
    #expect(try await service.count().spoken + spoken == 6)
  }

  @Test func theLexiconAlsoServesAnAccountOfAnyName() async throws {
    try film.write("words.yaml", "- { written: calma, spoken: paz }\n")
    try film.edit("film.yaml", "voice: qwen/Cherry", "voice: qwen/Cherry, lexicon: words.yaml")
    try await service.plan([])
    let outcome = try run(film)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try await service.count().texts.contains("El mar está en paz."))
  }

  @Test func thePlanIsWhatIsBilled() async throws {
    let key = ["TEST_KEY": Service.key]
    let plan = try film.polydub("plan", "film.yaml", "--json")
    try #require(plan.status == 0, "\(plan.errors)")
    try await service.plan([#"{"kind":"miscount"}"#])
    let run = try film.polydub("run", "film.yaml", "--json", environment: key)
    try #require(run.status == 0, "\(run.errors)")
    let billed = try await service.count().billed
    #expect(try plan.number("characters") == billed)
    #expect(try run.number("characters") == billed + 1)
    // One hundred thousandth of a dollar each.
    let price = String(format: "0.%05d", billed).replacing(/0+$/, with: "")
    #expect(try plan.json()["cost"] as? String == price)
    #expect(run.errors.contains("billed 1 characters more"))
    #expect(try film.polydub("plan", "film.yaml", "--json").json()["cost"] as? String == "0.00")
  }

  @Test func withoutAKeyNothingIsAsked() async throws {
    try await service.plan([])
    let outcome = try film.polydub("run", "film.yaml")
    #expect(outcome.status == 2 && outcome.errors.contains("TEST_KEY"), "\(outcome.errors)")
    #expect(try await service.count().calls == 0)
  }

  private static let badAnswers = [
    #"{"kind":"refuse","status":500,"message":"canary-message"}"#, #"{"kind":"deadLink"}"#,
    #"{"kind":"refuse","status":400,"code":"Arrearage","message":"canary-message"}"#,
  ]

  @Test func noSecretIsLeftAnywhere() async throws {
    try await service.plan(Self.badAnswers)
    try film.edit("film.yaml", "mode: stream", "mode: url")
    let failed = try run(film)
    #expect(failed.status == 1)
    let done = try run(film)
    #expect(done.status == 0, "\(done.errors)")
    for outcome in [failed, done] {
      let said = outcome.errors + String(decoding: outcome.output, as: UTF8.self)
      #expect(!said.contains("canary"), "\(said)")
    }
    let search = Process()
    search.executableURL = URL(filePath: "/usr/bin/env")
    search.arguments = ["grep", "-rl", "canary", film.folder.path]
    #expect(try Outcome(of: search).output.isEmpty)
  }

  @Test func theScriptIsInNoLogLedgerRecipeOrError() async throws {
    try film.edit("es.srt", "El mar está en calma.", "El ZANAHORIA está en calma.")
    try film.edit("film.yaml", "qwen/Ethan", #"qwen/Ethan, lexicon: { "La mer": "La CAROTTE" }"#)
    try film.edit("film.yaml", "mode: stream", "mode: url")
    try await service.plan(Self.badAnswers)
    let log = [
      "TEST_KEY": Service.key, "POLYDUB_LOG": film.path("log"), "POLYDUB_LOG_LEVEL": "trace",
    ]
    func done(_ arguments: String...) throws -> String {
      let outcome = try Outcome(of: film.process(arguments, environment: log))
      return outcome.errors + String(decoding: outcome.output, as: UTF8.self)
    }
    var said = try done("run", "film.yaml")
    #expect(said.contains("overdue"), "\(said)")
    said += try done("run", "film.yaml")
    // Another text of the line, so that recipes with words are compared.
    try film.edit("es.srt", "El ZANAHORIA está en calma.", "La ZANAHORIA duerme.")
    try await service.plan([#"{"kind":"stall","times":9}"#])
    let trace = ["SWIFT_BACKTRACE": "enable=yes,threads=all,registers=all,symbolicate=off"]
    let dying = film.process(["run", "film.yaml"], environment: log.merging(trace) { $1 })
    try film.write("crash", "")
    dying.standardError = try FileHandle(forWritingTo: URL(filePath: film.path("crash")))
    try dying.run()
    while dying.isRunning, try await service.count().calls == 0 {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(dying.isRunning)
    kill(dying.processIdentifier, SIGSEGV)
    // The handler returns to where the signal came from, where nothing is wrong; a sanitizer's ends the process.
    for _ in 0..<9_000 where dying.isRunning {
      let told = try String(contentsOfFile: film.path("crash"), encoding: .utf8)
      if told.contains("trace took") { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    kill(dying.processIdentifier, SIGKILL)
    dying.waitUntilExit()
    try await service.plan([])
    said += try done("run", "film.yaml")
    for step in ["es/read", "es/segment", "es/word", "es/speak/2", "es/trim/2", "fr/word", "mux"] {
      said += try done("explain", "film.yaml", step, "--json")
    }
    said += try done("explain", "film.yaml") + done("history") + done("spending")
    said += try done("store", "verify") + done("prune", "--dry-run")
    let kept = try tool("python3", ["-c", Self.dump, film.path("store")])
    #expect(kept.contains("INSERT INTO") && kept.contains("sha256:"))
    let crash = try String(contentsOfFile: film.path("crash"), encoding: .utf8)
    let logged = try String(contentsOfFile: film.path("log"), encoding: .utf8)
    #expect(logged.contains("trace"))
    #expect(crash.contains("crashed") || crash.contains("Sanitizer: SEGV"), "\(crash)")
    for (place, text) in [("output", said), ("kept", kept), ("crash", crash), ("log", logged)] {
      for canary in ["ZANAHORIA", "CAROTTE", "canary", "Signature="] {
        #expect(!text.contains(canary), "\(canary) in \(place)")
      }
    }
  }

  /// The whole ledger as SQL, and every recipe of a store.
  private static let dump = """
    import json, pathlib, sqlite3, sys
    store = pathlib.Path(sys.argv[1])
    print("\\n".join(sqlite3.connect(store / "ledger.sqlite").iterdump()))
    for result in store.glob("results/*/*/*.json"):
        print(json.dumps(json.loads(result.read_text())["recipe"], ensure_ascii=False))
    """
}

/// The double of the service, as long as this lives.
final class Service: @unchecked Sendable {  // the process is touched by `init` and `deinit` alone
  static let key = "sk-canary-key"
  private let process = Process()
  private let input = Pipe()
  let port: Int

  struct Count: Decodable {
    var calls: Int
    var spoken: Int
    var billed: Int
    var customizations: Int
    private var questions: [Question]

    struct Question: Decodable {
      struct Input: Decodable { var text: String }
      var input: Input
    }

    var texts: [String] { questions.map(\.input.text) }
  }

  /// - Parameter double: the program beside the command that plays it.
  init(_ double: String = "FakeDashScope") throws {
    let output = Pipe()
    process.executableURL = Film.command.deletingLastPathComponent()
      .appending(path: double)
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1),
      !byte.isEmpty
    {
      line += String(decoding: byte, as: UTF8.self)
    }
    port = try #require(Int(line.dropLast()))
  }

  deinit { process.terminate() }

  var base: String { "http://127.0.0.1:\(port)/api/v1" }

  var authorization: [String: String] { ["Authorization": "Bearer \(Self.key)"] }

  /// Sets what goes wrong with the next calls, and counts from nought.
  func plan(_ faults: [String]) async throws {
    let body = Array("[\(faults.joined(separator: ","))]".utf8)
    _ = try await Client.shared.send(
      Request("http://127.0.0.1:\(port)/control", headers: authorization, body: body))
  }

  func count() async throws -> Count {
    let answer = try await Client.shared.send(
      Request("http://127.0.0.1:\(port)/control", headers: authorization))
    return try JSONDecoder().decode(Count.self, from: Data(answer.body))
  }
}
