import Foundation
import Testing

/// Several accounts of one service in one pipeline: each line is its own account's, by price, ability and key.
@Suite struct AccountsTests {
  private let service: Service
  private let film: Film

  init() throws {
    service = try Service()
    film = try Film()
  }

  private func hire(es: String, fr: String, options: String = "", _ accounts: String...) throws {
    let entries = accounts.map { $0.replacing("HERE", with: service.base) }
    try film.write(
      "film.yaml",
      """
      video: film.mp4
      output: out/film.mkv
      source_language: en
      \(options)
      languages:
        es: { subtitles: es.srt, voice: \(es) }
        fr: { subtitles: fr.vtt, voice: \(fr) }
      providers:
        \(entries.joined(separator: "\n  "))

      """)
  }

  private func run() throws -> Outcome {
    let keys = ["ONE": Service.key, "TWO": "\(Service.key)-other"]
    return try film.polydub("run", "film.yaml", "--json", environment: keys)
  }

  private static func account(_ name: String, _ key: String, _ more: String = "") -> String {
    """
    \(name): { type: dashscope, base_url: "HERE", key: env:\(key), requests_per_second: 1000\(more) }
    """
  }

  @Test func theAccountThatIsNamedIsTheOneThatPays() async throws {
    let price = ", price: { per_10k_characters: 1, currency: EUR }"
    try hire(
      es: "zoe/Cherry", fr: "ada/Cherry", Self.account("ada", "TWO"),
      Self.account("zoe", "ONE", price))
    try await service.plan([])
    let plan = try film.polydub("plan", "film.yaml", "--json")
    #expect(plan.text.contains("EUR"), "\(plan.text)")
    let outcome = try run()
    try #require(outcome.status == 0, "\(outcome.errors)")
    let count = try await service.count()
    #expect(count.calls == 3)
    #expect(count.texts.allSatisfy { Film.spanish.contains($0) }, "\(count.texts)")
  }

  @Test func aDirectionIsOnlyForModelsThatFollowIt() async throws {
    let instruct = ", model: qwen3-tts-instruct-flash"
    try hire(
      es: "plain/Cherry", fr: "actor/Cherry", Self.account("plain", "ONE"),
      Self.account("actor", "ONE", instruct))
    try await service.plan([])
    try #require(try run().status == 0)
    for language in ["es: { subtitles: es.srt,", "fr: { subtitles: fr.vtt,"] {
      try film.edit("film.yaml", language, "\(language) direction: slowly,")
    }
    try await service.plan([])
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let texts = try await service.count().texts
    #expect(texts.count == 3 && texts.allSatisfy { Film.french.contains($0) }, "\(texts)")
  }

  @Test func aPaidVoiceOfAnyNameMayBeAskedForAnotherPace() async throws {
    let live = ", model: qwen3-tts-flash-realtime"
    try film.edit("es.srt", "00:00:02,500 --> 00:00:04,500", "00:00:02,500 --> 00:00:03,200")
    try film.edit("es.srt", "00:00:05,000", "00:00:03,300")
    try hire(
      es: "live/Cherry", fr: "espeak/fr", options: "fit: { respeak: paid }",
      Self.account("live", "ONE", live))
    try await service.plan([])
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let texts = try await service.count().texts
    #expect(texts.count > Set(texts).count, "\(texts)")
  }
}
