import Foundation
import Testing

/// What an edited translation changes, and what it costs to dub that, before anything is bought.
@Suite struct DiffTests {
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

  private func spanish() throws -> [String: Any] {
    let outcome = try film.polydub("diff", "film.yaml", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let languages = try #require(outcome.json()["languages"] as? [[String: Any]])
    return try #require(languages.first { $0["language"] as? String == "es" })
  }

  @Test func anEditIsToldWithItsCostAndTheRunBuysJustThat() async throws {
    #expect(try film.polydub("diff", "film.yaml").errors.contains("no run before"))
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    #expect(try spanish()["unchanged"] as? Int == 3)
    try film.edit("es.srt", "El mar está en calma.", "El mar duerme.")
    let edited = try spanish()
    #expect(edited["changed"] as? Int == 1 && edited["cost"] as? String == "0.00014")
    let shown = try film.polydub("diff", "film.yaml").text
    #expect(shown.contains("es/2 changed: El mar está en calma. → El mar duerme."), "\(shown)")
    try await service.plan([])
    let run = try film.polydub("run", "film.yaml", "--json", environment: key)
    #expect(try await service.count().billed == edited["characters"] as? Int)
    #expect((try run.json()["cost"] as? [String: Any])?["amount"] as? String == "0.00014")
    #expect(try spanish()["unchanged"] as? Int == 3)
  }

  @Test func renumberingIsNoEditAndRetimingCostsNothing() throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    try film.write(
      "es.srt",
      Film.spanish.replacing("\n2\n", with: "\n12\n").replacing("\n3\n", with: "\n13\n"))
    #expect(try spanish()["unchanged"] as? Int == 3)
    try film.edit("es.srt", "00:00:05,000", "00:00:05,250")
    let moved = try spanish()
    #expect(moved["moved"] as? Int == 1 && moved["cost"] as? String == "0.00")
    try film.edit("film.yaml", "qwen/Cherry", "qwen/Ethan")
    #expect(try spanish()["respoken"] as? Int == 3)
  }
}
