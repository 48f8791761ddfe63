import Foundation
import Testing

/// A limit is a limit: what a run may spend and how often it may ask.
@Suite struct SpendingLimitTests {
  private let service: Service
  private let film: Film

  init() throws {
    service = try Service()
    film = try Film()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.edit("film.yaml", "espeak/fr", "qwen/Ethan")
    let providers = """

      providers:
        qwen: { type: dashscope, base_url: "\(service.base)", requests_per_second: 1000 }

      """
    try film.write(
      "film.yaml", String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + providers)
  }

  private func run(_ arguments: String...) throws -> Outcome {
    try Outcome(
      of: film.process(
        ["run", "film.yaml", "--json"] + arguments,
        environment: ["DASHSCOPE_API_KEY": Service.key]))
  }

  @Test func theCallThatWouldExceedItIsNotMade() async throws {
    try await service.plan([])
    // 113 characters are 0.00113 USD.
    let stopped = try run("--max-cost", "0.0006")
    #expect(stopped.status == 4, "\(stopped.errors)")
    let first = try await service.count()
    #expect(first.billed > 0 && first.billed <= 60)
    #expect(stopped.errors.contains("raise the limit"), "\(stopped.errors)")
    let done = try run("--max-cost", "0.001 USD")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try await service.count().spoken == 6)
  }

  @Test func theFileSetsALimitToo() async throws {
    try await service.plan([])
    try film.edit("film.yaml", "source_language: en", "source_language: en\nmax_cost: 0")
    #expect(try run().status == 4)
    #expect(try await service.count().calls == 0)
    #expect(try run("--max-cost", "1").status == 0)
    try film.edit("film.yaml", "max_cost: 0", "max_cost: 1.5 dollars")
    let wrong = try run()
    #expect(wrong.status == 2 && wrong.errors.contains("film.yaml:4"), "\(wrong.errors)")
  }

  @Test func aSoundBehindALinkThatNobodyReachesIsPaidFor() async throws {
    try film.edit("film.yaml", "requests_per_second: 1000", "requests_per_second: 1000, mode: url")
    try await service.plan([
      #"{"kind":"strangeLink","address":"http://127.0.0.1:9","times":99}"#
    ])
    let failed = try run()
    #expect(failed.status == 1, "\(failed.errors)")
    #expect(failed.errors.contains("could not be fetched"), "\(failed.errors)")
    // Speaking again would not bring it nearer: no line is asked for twice, and all of it is in the ledger.
    let count = try await service.count()
    #expect(count.spoken == Set(count.texts).count && count.spoken > 0)
    #expect(try failed.number("characters") == count.billed)
  }

  @Test func repeatsCountAsWell() async throws {
    try await service.plan([#"{"kind":"endBeforeStop","times":9}"#])
    let stopped = try run("--max-cost", "0.0009")
    #expect(stopped.status == 4 || stopped.status == 1, "\(stopped.errors)")
    #expect(try await service.count().billed <= 90)
  }
}
