import Foundation
import Testing

/// A cloned voice speaks only while its speaker's consent covers it; the double counts who is asked.
@Suite struct ConsentTests {
  private let service: Service
  private let film: Film
  private let voice: String

  /// A film whose Spanish a cloned voice of Ana speaks; her consent for cloning is another than those of the tests.
  init() throws {
    service = try Service()
    film = try Film()
    try film.write("signed.pdf", "I agree.")
    try film.write(
      "film.yaml",
      Film.pipeline + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", model: qwen3-tts-vc-2026-01-22, requests_per_second: 1000 }

        """)
    try tool(
      "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "sine=frequency=220:duration=12:sample_rate=24000",
        "-c:a", "pcm_s16le", film.path("ana.wav"),
      ])
    let other = ["POLYDUB_STORE": film.path("elsewhere")]
    let added = try Outcome(
      of: film.process(Self.adding(languages: "es"), environment: other))
    try #require(added.status == 0, "\(added.errors)")
    let made = try Outcome(
      of: film.process(
        Self.cloning(try #require(added.json()["consent"] as? String)),
        environment: other.merging(["DASHSCOPE_API_KEY": Service.key]) { $1 }))
    try #require(made.status == 0, "\(made.errors)")
    voice = try #require(made.json()["voice"] as? String)
    try film.edit("film.yaml", "espeak/es", "qwen/\(voice)")
  }

  private static func adding(languages: String, expires: String = "2099-12-31") -> [String] {
    [
      "consent", "add", "--speaker", "Ana Pérez", "--document", "signed.pdf", "--uses", "dubbing",
      "--languages", languages, "--expires", expires, "--json",
    ]
  }

  private static func cloning(_ consent: String) -> [String] {
    [
      "voices", "clone", "--provider", "qwen", "--pipeline", "film.yaml", "--consent", consent,
      "--sample", "ana.wav", "--name", "ana", "--json",
    ]
  }

  private func polydub(_ arguments: String...) throws -> Outcome {
    try Outcome(
      of: film.process(arguments, environment: ["DASHSCOPE_API_KEY": Service.key]))
  }

  private func add(languages: String = "es", expires: String = "2099-12-31") throws -> String {
    let arguments = Self.adding(languages: languages, expires: expires) + ["--voice", voice]
    let outcome = try Outcome(of: film.process(arguments))
    return try #require(try outcome.json()["consent"] as? String, "\(outcome.errors)")
  }

  /// No command that could speak does, and each says why.
  private func expectRefusal(_ words: String, _ command: [String] = ["hear", "film.yaml", "es/1"])
    async throws
  {
    try await service.plan([])
    for arguments in [["plan", "film.yaml"], ["run", "film.yaml"], command] {
      let outcome = try Outcome(
        of: film.process(arguments, environment: ["DASHSCOPE_API_KEY": Service.key]))
      #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.text)")
    }
    #expect(try await service.count().calls == 0)
    #expect(!FileManager.default.fileExists(atPath: film.path("out/film.mkv")))
  }

  private func trail() throws -> [String] {
    let entries = try polydub("consent", "show", "--json").json()["trail"] as? [[String: Any]]
    return (entries ?? []).compactMap { $0["action"] as? String }
  }

  @Test func aCloneWithoutConsentIsNotAsked() async throws {
    try await expectRefusal("no consent of its speaker")
    #expect(try trail() == ["refused", "refused", "refused"])
  }

  @Test func anExpiredConsentStopsTheNextRun() async throws {
    _ = try add(expires: "2020-01-31")
    try await expectRefusal("its last day was 2020-01-31")
  }

  @Test func aConsentForAnotherLanguageDoesNotCount() async throws {
    _ = try add(languages: "fr,pt")
    try await expectRefusal("covers fr, pt, not es")
  }

  @Test func aRevokedConsentStopsTheNextRunAndNamesTheFiles() async throws {
    let consent = try add()
    let done = try polydub("run", "film.yaml", "--json")
    try #require(done.status == 0, "\(done.errors)")
    let record = try String(contentsOfFile: film.path("out/film.mkv.json"), encoding: .utf8)
    #expect(record.contains(consent) && record.contains("cloned"), "\(record)")
    let comment = try tool(
      "ffprobe", ["-v", "error", "-show_entries", "format_tags", film.path("out/film.mkv")])
    #expect(comment.contains("cloned"), "\(comment)")
    let revoked = try polydub("consent", "revoke", consent, "--reason", "changed her mind")
    #expect(
      revoked.status == 0 && revoked.text.contains("out/film.mkv (unchanged)"), "\(revoked.text)")
    try FileManager.default.removeItem(atPath: film.path("out/film.mkv"))
    try await expectRefusal("was revoked", ["retake", "film.yaml", "es/1"])
    #expect(
      try trail() == [
        "added", "linked", "speaking", "used", "revoked", "refused", "refused", "refused",
      ])
  }

  @Test func aRevocationStopsADubUnderWay() async throws {
    let consent = try add()
    // Two of its three lines are to be asked for again a quarter of a minute later.
    try await service.plan([
      #"{"kind":"crumbs"}"#, #"{"kind":"refuse","status":503,"retryAfter":"15","times":99}"#,
    ])
    let run = film.process(
      ["run", "film.yaml", "--only", "es"], environment: ["DASHSCOPE_API_KEY": Service.key])
    let ended = Task { try Outcome(of: run) }
    var looks = 0
    while looks < 1000, try await service.count().calls < 3 {
      try await Task.sleep(for: .milliseconds(20))
      looks += 1
    }
    let revoked = try polydub("consent", "revoke", consent)
    #expect(revoked.status == 0, "\(revoked.errors)")
    let asked = try await service.count().calls
    let outcome = try await ended.value
    #expect(outcome.status == 2 && outcome.errors.contains("was revoked"), "\(outcome.errors)")
    #expect(try await service.count().calls == asked)
    #expect(try trail().prefix(4) == ["added", "linked", "speaking", "revoked"])
  }

  @Test func theFileMayNameTheConsent() async throws {
    let plain = Self.adding(languages: "es")
    let consent = try #require(
      try Outcome(of: film.process(plain)).json()["consent"] as? String)
    try await expectRefusal("no consent of its speaker")
    try film.edit("film.yaml", "voice: qwen/\(voice)", "voice: qwen/\(voice), consent: \(consent)")
    let done = try polydub("run", "film.yaml")
    #expect(done.status == 0, "\(done.errors)")
    try film.edit("film.yaml", "consent: \(consent)", "consent: c0000000")
    try FileManager.default.removeItem(atPath: film.path("out/film.mkv"))
    try await expectRefusal("is not in", ["retake", "film.yaml", "es/1"])
  }

  @Test func aTrailThatWasEditedCoversNobody() async throws {
    _ = try add(languages: "fr")
    let ledger = film.path("store/ledger.sqlite")
    let edit = """
      import sqlite3, sys
      ledger = sqlite3.connect(sys.argv[1])
      def attempt(statement):
          try:
              ledger.execute(statement)
              return True
          except sqlite3.Error:
              return False
      assert not attempt("UPDATE consent_trail SET who = 'x'")
      assert not attempt("DELETE FROM consent_trail")
      assert not attempt("REPLACE INTO consent_trail SELECT * FROM consent_trail WHERE number = 1")
      assert attempt("DROP TRIGGER consent_trail_is_not_edited")
      assert attempt("UPDATE consent_trail SET details = replace(details, '\\"fr\\"', '\\"es\\"')")
      ledger.commit()
      """
    try tool("python3", ["-c", edit, ledger])
    try await expectRefusal("was changed by hand at entry 1")
    #expect(try polydub("consent", "verify").status == 2)
  }

  @Test func voicesAreClonedWithAConsentOnlyAndDesignedWithout() async throws {
    try await service.plan([])
    let expired = try add(expires: "2020-01-31")
    let refused = try Outcome(
      of: film.process(
        Self.cloning(expired), environment: ["DASHSCOPE_API_KEY": Service.key]))
    #expect(refused.status == 2 && refused.errors.contains("expired"), "\(refused.text)")
    #expect(try await service.count().customizations == 0)
    let designed = try polydub(
      "voices", "design", "--provider", "qwen", "--pipeline", "film.yaml", "--name", "narr",
      "--prompt", "a calm voice", "--preview-text", "Hello there.", "--out", "narr.wav", "--json")
    #expect(designed.status == 0, "\(designed.errors)")
    let name = try #require(try designed.json()["voice"] as? String)
    #expect(FileManager.default.fileExists(atPath: film.path("narr.wav")))
    let spent = try polydub("spending", "--json")
    #expect(spent.text.contains(#""amount" : "0.20""#), "\(spent.text)")
    try film.edit("film.yaml", "qwen/\(voice)", "qwen/\(name)")
    try film.edit("film.yaml", "qwen3-tts-vc-2026-01-22", "qwen3-tts-vd-2026-01-26")
    let run = try polydub("run", "film.yaml")
    #expect(run.status == 0, "\(run.errors)")
    let deleted = try polydub(
      "voices", "delete", name, "--provider", "qwen", "--pipeline", "film.yaml")
    #expect(deleted.status == 0, "\(deleted.errors)")
    let list = try polydub(
      "voices", "list", "--provider", "qwen", "--pipeline", "film.yaml", "--json")
    #expect(list.text.contains(voice) && !list.text.contains(name), "\(list.text)")
  }

  @Test func aSampleThatWouldBeRefusedIsNotSent() async throws {
    try await service.plan([])
    let consent = try add()
    for (name, arguments, words) in [
      ("short.wav", ["-t", "2", "-c:a", "pcm_s16le"], "from 3 to 60 seconds"),
      ("coarse.wav", ["-ar", "16000", "-c:a", "pcm_s16le"], "24 kHz or more"),
      ("wide.wav", ["-ac", "2", "-c:a", "pcm_s16le"], "mono"),
      ("deep.wav", ["-c:a", "pcm_s24le"], "16 bits"),
    ] {
      try tool(
        "ffmpeg", ["-v", "error", "-i", film.path("ana.wav")] + arguments + [film.path(name)])
      let refused = try polydub(
        "voices", "clone", "--provider", "qwen", "--pipeline", "film.yaml", "--consent", consent,
        "--sample", name, "--name", "ana")
      #expect(refused.status == 2 && refused.errors.contains(words), "\(refused.text)")
    }
    #expect(try await service.count().customizations == 0)
  }

  @Test func noAccountIsMadeUpBesideThoseOfAFile() throws {
    // It would be in Singapore, whatever the file's `residency` is; 127.0.0.1:9 would be asked for it.
    let outcome = try Outcome(
      of: film.process(
        ["voices", "list", "--pipeline", "film.yaml"],
        environment: ["DASHSCOPE_API_KEY": Service.key, "https_proxy": "http://127.0.0.1:9"]))
    #expect(
      outcome.status == 2 && outcome.errors.contains("no provider `dashscope`"), "\(outcome.text)")
  }

  @Test func theTableOfVoicesHasADate() throws {
    let table = try polydub("voices", "--provider", "dashscope", "--language", "ja", "--json")
    #expect(try table.json()["as_of"] as? String != nil, "\(table.errors)")
    #expect(try polydub("voices", "--json").json()["as_of"] == nil)
  }

  @Test func aChangedDocumentIsTold() throws {
    _ = try add()
    #expect(try polydub("consent", "verify").status == 0)
    try film.write("signed.pdf", "I agree to more.")
    let changed = try polydub("consent", "verify")
    #expect(changed.status == 1 && changed.text.contains("signed.pdf: changed"), "\(changed.text)")
  }
}
