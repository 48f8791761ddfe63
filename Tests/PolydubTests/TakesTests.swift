import Foundation
import Testing

/// What people decide about single lines holds, costs what it must, and is written where it can be reviewed.
@Suite struct TakesTests {
  private let service: Service
  private let film: Film
  private let key = ["DASHSCOPE_API_KEY": Service.key]

  init() throws {
    service = try Service()
    film = try Film()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    let text = try String(contentsOfFile: film.path("film.yaml"), encoding: .utf8)
    try film.write(
      "film.yaml",
      text + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", requests_per_second: 1000 }

        """)
  }

  private func done(_ arguments: String...) throws -> Outcome {
    let outcome = try Outcome(of: film.process(arguments, environment: key))
    #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome
  }

  /// Runs the pipeline and says how many calls that took.
  private func run() async throws -> (calls: Int, outcome: Outcome) {
    try await service.plan([])
    let outcome = try done("run", "film.yaml", "--json")
    return (try await service.count().calls, outcome)
  }

  private var choices: String {
    (try? String(contentsOfFile: film.path("film.takes.yaml"), encoding: .utf8)) ?? ""
  }

  @Test func aRetakeBuysOneLineAndIsUsedFromThenOn() async throws {
    _ = try await run()
    try await service.plan([])
    let retake = try done("retake", "film.yaml", "es/2", "--json")
    #expect(try await service.count().calls == 1)
    #expect(try retake.number("calls") == 1)
    #expect(choices.contains("take: 2") && choices.contains("El mar está en calma."))
    let used = try await run()
    #expect(used.calls == 0)
    let takes = try done("takes", "film.yaml", "es/2", "--json").json()["takes"]
    let list = try #require(takes as? [[String: Any]])
    #expect(list.map { $0["take"] as? Int } == [1, 2])
    #expect(list.allSatisfy { $0["rate"] is Double && $0["levers"] is [String] })
    #expect(list.map { $0["is_in_use"] as? Bool } == [false, true])
    #expect(list.allSatisfy { $0["cost"] as? String == "0.00021" && $0["made"] is String })
    _ = try done("pick", "film.yaml", "es/2", "1")
    #expect(choices.isEmpty)
    #expect(try await run().calls == 0)
    #expect(try film.polydub("pick", "film.yaml", "es/2", "7").status == 2)
  }

  @Test func renumberingAndRetimingChangeNoChoice() async throws {
    _ = try await run()
    _ = try done("retake", "film.yaml", "es/2")
    _ = try await run()
    try film.write(
      "es.srt",
      Film.spanish.replacingOccurrences(of: "\n2\n00:00:02,500", with: "\n7\n00:00:02,700"))
    let again = try await run()
    #expect(again.calls == 0)
    #expect(!again.outcome.errors.contains("no effect"))
    try film.edit("es.srt", "El mar está en calma.", "El mar duerme.")
    let edited = try await run()
    #expect(edited.calls == 1)
    #expect(edited.outcome.text.contains("names words that are not in the subtitles any more"))
  }

  @Test func aLockedLineKeepsItsTakeWhateverComes() async throws {
    _ = try await run()
    _ = try done("lock", "film.yaml", "es/2")
    #expect(try await run().calls == 0)
    try film.edit("es.srt", "El mar está en calma.", "El mar duerme.")
    let stale = try await run()
    #expect(stale.calls == 0)
    #expect(stale.outcome.text.contains("es/2 keeps the take that was chosen for it"))
    #expect(try stale.outcome.json()["verdict"] as? String == "warn")
    try film.edit("film.yaml", "qwen/Cherry", "qwen/Ethan")
    #expect(try await run().calls == 2)
    #expect(try film.polydub("retake", "film.yaml", "es/2", environment: key).status == 2)
    _ = try done("unlock", "film.yaml", "es/2")
    #expect(choices.isEmpty)
    #expect(try await run().calls == 1)
    _ = try done("lock", "film.yaml", "es/2")
    // A lock goes where the pipeline goes: in a new store, only the others are bought.
    try await service.plan([])
    _ = try done("run", "film.yaml", "--store", film.path("new"))
    #expect(try await service.count().calls == 2)
    try FileManager.default.removeItem(atPath: film.path("film.takes"))
    let elsewhere = try film.polydub("run", "film.yaml", "--store", film.path("other"))
    #expect(elsewhere.status == 2 && elsewhere.errors.contains("store unpack"))
    #expect(
      try film.polydub("unlock", "film.yaml", "es/2", "--store", film.path("other")).status == 0)
  }

  @Test func theTakeOfARemovedLineIsHeardInNoOther() async throws {
    _ = try await run()
    _ = try done("lock", "film.yaml", "es/2")
    try film.edit("es.srt", "2\n00:00:02,500 --> 00:00:04,500\nEl mar está en calma.\n\n", "")
    let removed = try await run()
    #expect(removed.outcome.text.contains("names words that are not in the subtitles any more"))
    #expect(!removed.outcome.text.contains("keeps the take"))
    _ = try done("unlock", "film.yaml", "es/2")
    #expect(choices.isEmpty)
  }

  @Test func aLockedTakeThatIsDamagedIsNotBoughtAgain() async throws {
    _ = try await run()
    _ = try done("lock", "film.yaml", "es/2")
    try FileManager.default.removeItem(atPath: film.path("store/blobs"))
    // The two others are.
    #expect(try await run().calls == 2)
    try film.edit("film.yaml", "qwen/Cherry", "qwen/Ethan")
    let other = try await run()
    #expect(other.calls == 2 && other.outcome.text.contains("has not the voice"))
  }

  @Test func aRetakeThatFailedChoosesNothingAndIsAskedForAnew() async throws {
    _ = try await run()
    try await service.plan([#"{"kind":"silence","times":2}"#])
    let bad = try Outcome(of: film.process(["retake", "film.yaml", "es/2"], environment: key))
    #expect(bad.status == 1 && choices.isEmpty, "\(bad.errors)")
    try await service.plan([])
    _ = try done("retake", "film.yaml", "es/2")
    #expect(try await service.count().calls == 1)
    #expect(choices.contains("take: 2"))
  }

  @Test func whatPeopleWroteBesideAChoiceStays() async throws {
    _ = try await run()
    _ = try done("retake", "film.yaml", "es/2")
    let head = "# Reviewed by Ana.\n"
    let text = choices.split(separator: "\n").filter { !$0.hasPrefix("#") }
    let commented = head + "\(text[0])\n  # The calm one.\n\(text[1]) # agreed\n# end\n"
    try film.write("film.takes.yaml", commented)
    _ = try done("retake", "film.yaml", "es/3")
    #expect(choices.hasPrefix(head) && choices.hasSuffix("# end\n"))
    #expect(choices.contains("  # The calm one.\n\(text[1]) # agreed\n"), "\(choices)")
  }

  @Test func aPersonsRecordingReplacesALine() async throws {
    _ = try await run()
    try tool("espeak-ng", ["-v", "es", "-w", film.path("mine.wav"), "Grabado por mí."])
    _ = try done("replace", "film.yaml", "es/3", "mine.wav")
    try FileManager.default.removeItem(atPath: film.path("mine.wav"))
    #expect(choices.contains(#"file: "film.takes/es-3-"#))
    let replaced = try await run()
    #expect(replaced.calls == 0)
    _ = try done("prune", "--days", "0", "--store", film.path("store"))
    #expect(try await run().calls == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: film.path("film.takes")) {
      try FileManager.default.removeItem(atPath: film.path("film.takes/\(name)"))
    }
    let gone = try film.polydub("run", "film.yaml", environment: key)
    #expect(gone.status == 2 && gone.errors.contains("film.takes/es-3"), "\(gone.errors)")
    #expect(try film.polydub("unlock", "film.yaml", "es/3").status == 2)
    _ = try done("replace", "film.yaml", "es/3", "--undo")
    #expect(try await run().calls == 0)
    #expect(try film.polydub("replace", "film.yaml", "es/3", "film.yaml").status == 2)
  }

  @Test func unlockUndoesALockAndNothingElse() async throws {
    _ = try await run()
    try tool("espeak-ng", ["-v", "es", "-w", film.path("mine.wav"), "Grabado por mí."])
    _ = try done("replace", "film.yaml", "es/3", "mine.wav")
    _ = try await run()
    let replaced = choices
    for command in [["pick", "film.yaml", "es/3", "1"], ["retake", "film.yaml", "es/3"]] {
      let refused = try Outcome(of: film.process(command, environment: key))
      #expect(refused.status == 2 && refused.errors.contains("replace --undo"))
    }
    let takes = try done("takes", "film.yaml", "es/3", "--json").json()["takes"]
    let kinds = (takes as? [[String: Any]])?.map { $0["kind"] as? String }
    #expect(kinds == ["take", "recording"])
    _ = try done("lock", "film.yaml", "es/3")
    #expect(choices.contains("lock: ") && choices.contains("file: "))
    _ = try done("unlock", "film.yaml", "es/3")
    #expect(choices == replaced)
    _ = try done("retake", "film.yaml", "es/2")
    let picked = choices
    #expect(try film.polydub("unlock", "film.yaml", "es/2").status == 2)
    #expect(choices == picked)
  }

  @Test func aLineIsHeardWithoutTheRest() async throws {
    try await service.plan([])
    let heard = try done("hear", "film.yaml", "es/2", "-o", "two.wav", "--json")
    #expect(try await service.count().calls == 1)
    #expect(try heard.number("calls") == 1)
    try tool("ffprobe", ["-v", "error", film.path("two.wav")])
    #expect(try await run().calls == 2)
    let stopped = try film.polydub(
      "retake", "film.yaml", "es/2", "--max-cost", "0.0001", environment: key)
    #expect(stopped.status == 4, "\(stopped.errors)")
    #expect(try film.polydub("hear", "film.yaml", "es/9", environment: key).status == 2)
    _ = try done("hear", "film.yaml", "es/2", "--take", "1", "-o", "one.wav")
    #expect(try film.sha256("one.wav") == film.sha256("two.wav"))
    #expect(
      try film.polydub("hear", "film.yaml", "es/2", "--take", "2", environment: key).status == 2)
    let history = try done("history")
    #expect(history.text.contains("hear"), "\(history.text)")
  }

  @Test func aVoiceThatIsAlwaysTheSameIsNotAskedAgain() throws {
    _ = try done("run", "film.yaml")
    let outcome = try film.polydub("retake", "film.yaml", "fr/2")
    #expect(outcome.status == 2 && outcome.errors.contains("would sound the same"))
  }

  @Test func aWrongFileOfTakesIsNamedWithItsPlace() throws {
    try film.write("film.takes.yaml", "es:\n  - { line: \"2\", take: many, text: x }\n")
    let outcome = try film.polydub("plan", "film.yaml")
    #expect(
      outcome.status == 2 && outcome.errors.contains("film.takes.yaml:2"), "\(outcome.errors)")
  }
}
