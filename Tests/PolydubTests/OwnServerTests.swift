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
}
