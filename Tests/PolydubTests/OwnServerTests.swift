import Foundation
import Testing
import Transport

/// Dubs spoken by a server of one's own, here the double of vLLM-Omni.
@Suite struct OwnServerTests {
  private let service: Service
  private let film: Film

  init() throws {
    service = try Service("FakeOmni")
    film = try Film()
    try speak(film, by: service)
  }

  private func speak(_ film: Film, by service: Service, _ keys: String = "mode: whole") throws {
    try film.edit("film.yaml", "espeak/es", "studio/Vivian")
    try film.edit("film.yaml", "espeak/fr", "studio/Ryan")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          studio: { type: openai-speech, url: "http://127.0.0.1:\(service.port)/v1", \
        model: Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice, key: env:TEST_KEY, \(keys) }

        """)
  }

  private func run(_ film: Film) throws -> Outcome {
    try film.polydub("run", "film.yaml", "--json", environment: ["TEST_KEY": Service.key])
  }

  private func control(_ body: String?) async throws -> Answer {
    try await Client.shared.send(
      Request(
        "http://127.0.0.1:\(service.port)/control", headers: service.authorization,
        body: body.map { Array($0.utf8) }))
  }

  private func calls() async throws -> Int {
    struct Count: Decodable { var calls: Int }
    return try JSONDecoder().decode(Count.self, from: Data(try await control(nil).body)).calls
  }

  @Test func theDubIsTheSameHoweverItsSoundCame() async throws {
    let other = try Film()
    try speak(other, by: service, "mode: stream")
    for film in [film, other] {
      _ = try await control("{}")
      let outcome = try run(film)
      try #require(outcome.status == 0, "\(outcome.errors)")
      let calls = try await calls()
      #expect(try outcome.number("calls") == 6 && calls == 6)
    }
    #expect(try film.sha256("out/film.mkv") == other.sha256("out/film.mkv"))
  }

  @Test func aRerunNeedsNeitherServerNorKey() throws {
    let other = try Film()
    do {
      let service = try Service("FakeOmni")
      try speak(other, by: service)
      #expect(try run(other).status == 0)
      withExtendedLifetime(service) {}
    }
    let again = try other.polydub("run", "film.yaml", "--json")
    try #require(again.status == 0, "\(again.errors)")
    #expect(try again.number("calls") == 0)
  }

  @Test func soundThatNobodyAskedForIsDubbedWithAllTheSame() async throws {
    _ = try await control(#"{"traits":["onlyMP3"]}"#)
    let outcome = try run(film)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try await calls() == 6)
  }

  @Test func aRunawayIsSpokenAnewOnce() async throws {
    _ = try await control(#"{"faults":[{"kind":"runaway"}]}"#)
    let outcome = try run(film)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try await calls() == 7)
  }

  @Test func itsVoicesAreListed() throws {
    let outcome = try film.polydub(
      "voices", "--provider", "studio", "--pipeline", "film.yaml",
      environment: ["TEST_KEY": Service.key])
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("studio/ono_anna"))
  }

  @Test func anUnknownVoiceStopsTheRunBeforeAnyCall() async throws {
    try film.edit("film.yaml", "studio/Vivian", "studio/Ono Anna")
    let outcome = try run(film)
    #expect(outcome.status == 2 && outcome.errors.contains("ono_anna"), "\(outcome.errors)")
    #expect(try await calls() == 0)
  }

  // MARK: Cloned voices

  private func polydub(_ arguments: String...) throws -> Outcome {
    try Outcome(of: film.process(arguments, environment: ["TEST_KEY": Service.key]))
  }

  private func consent(
    languages: String = "es", expires: String = "2099-12-31", voice: [String] = []
  ) throws -> String {
    try film.write("signed.pdf", "I agree.")
    let outcome = try Outcome(
      of: film.process(
        [
          "consent", "add", "--speaker", "Ana", "--document", "signed.pdf", "--uses", "dubbing",
          "--languages", languages, "--expires", expires, "--json",
        ] + voice.flatMap { ["--voice", $0] }))
    return try #require(try outcome.json()["consent"] as? String, "\(outcome.errors)")
  }

  private func clone(_ consent: String, as name: String = "Anna1") throws -> Outcome {
    try tool(
      "ffmpeg",
      [
        "-v", "error", "-y", "-f", "lavfi", "-i",
        "sine=frequency=220:duration=12:sample_rate=24000", "-c:a", "pcm_s16le",
        film.path("ana.wav"),
      ])
    return try polydub(
      "voices", "clone", "--provider", "studio", "--pipeline", "film.yaml", "--consent", consent,
      "--sample", "ana.wav", "--name", name, "--json")
  }

  private func expectRefusal(_ words: String) async throws {
    for command in [["plan", "film.yaml"], ["run", "film.yaml"], ["hear", "film.yaml", "es/1"]] {
      let outcome = try Outcome(
        of: film.process(command, environment: ["TEST_KEY": Service.key]))
      #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.text)")
    }
    #expect(try await calls() == 0)
  }

  @Test func aVoiceClonedHereSpeaksWithItsConsentAlone() async throws {
    let expired = try consent(expires: "2020-01-31")
    #expect(try clone(expired).errors.contains("its last day was 2020-01-31"))
    let consent = try consent()
    let made = try clone(consent)
    try #require(made.status == 0, "\(made.errors)")
    #expect(try made.json()["voice"] as? String == "anna1")
    #expect(try clone(consent).errors.contains("choose another name"))
    try film.edit("film.yaml", "studio/Vivian", "studio/ANNA1")
    let run = try run(film)
    try #require(run.status == 0, "\(run.errors)")
    let heard = try polydub("hear", "film.yaml", "es/1", "-o", "heard.wav")
    #expect(heard.status == 0, "\(heard.errors)")
    _ = try await control("{}")
    let revoked = try polydub("consent", "revoke", consent)
    for file in ["out/film.mkv (unchanged)", "heard.wav (unchanged)"] {
      #expect(revoked.text.contains(file), "\(revoked.text)")
    }
    try await expectRefusal("was revoked")
    let list = try polydub(
      "voices", "list", "--provider", "studio", "--pipeline", "film.yaml", "--json")
    #expect(list.text.contains("anna1") && list.text.contains(consent), "\(list.text)")
    let deleted = try polydub(
      "voices", "delete", "anna1", "--provider", "studio", "--pipeline", "film.yaml")
    #expect(deleted.status == 0, "\(deleted.errors)")
    let calls = try polydub("consent", "show", "--json").text
    #expect(calls.contains("enrolled") && calls.contains("deleted"), "\(calls)")
  }

  @Test func aVoiceOfTheServerNeedsAConsentThatCoversIt() async throws {
    let first = try consent(languages: "*")
    try #require(try clone(first).status == 0)
    try film.edit("film.yaml", "studio/Vivian", "studio/Anna1")
    // Another store knows nothing of the consent it was cloned with.
    try FileManager.default.removeItem(atPath: film.path("store"))
    _ = try await control("{}")
    try await expectRefusal("no consent of its speaker")
    _ = try consent(languages: "fr,es-MX", voice: ["anna1"])
    try await expectRefusal("covers fr, es-MX, not es")
    _ = try consent(expires: "2020-01-31", voice: ["anna1"])
    try await expectRefusal("its last day was 2020-01-31")
  }

  @Test func wordsBecomeAVoiceAsTheyAreSpokenHere() throws {
    let outcome = try polydub(
      "voices", "design", "--provider", "studio", "--pipeline", "film.yaml", "--name", "narr",
      "--prompt", "calm", "--preview-text", "Hello.")
    #expect(
      outcome.status == 2 && outcome.errors.contains("task: voice-design")
        && outcome.errors.contains("direction:"), "\(outcome.text)")
  }
}
