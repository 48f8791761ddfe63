import Foundation
import Testing

/// Several processes over one store.
@Suite struct SharedStoreTests {
  private let service: Service
  private let film: Film

  init() throws {
    service = try Service()
    film = try Film()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.edit("film.yaml", "espeak/fr", "qwen/Ethan")
    let providers = """

      providers:
        qwen: { type: dashscope, base_url: "\(service.base)", requests_per_second: 1000, concurrency: 1 }

      """
    try film.write(
      "film.yaml", String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + providers)
  }

  private func start() throws -> Process {
    let process = film.process(
      ["run", "film.yaml", "--json"], environment: ["DASHSCOPE_API_KEY": Service.key])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func fourAtOnceBuyEachLineOnce() async throws {
    try await service.plan([])
    let processes = try (0..<4).map { _ in try start() }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(try await service.count().spoken == 6)
    let dub = try film.sha256("out/film.mkv")
    let again = try film.polydub("run", "film.yaml", "--json")
    #expect(try again.number("made") == 0)
    #expect(try film.sha256("out/film.mkv") == dub)
  }

  @Test func whenOneIsKilledTheOthersFinish() async throws {
    try await service.plan([#"{"kind":"stall","times":1}"#])
    let first = try start()
    while try await service.count().calls == 0 { try await Task.sleep(for: .milliseconds(5)) }
    let others = try (0..<3).map { _ in try start() }
    try await Task.sleep(for: .milliseconds(300))
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    for process in others {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    // The call that was in flight is the only one made twice.
    #expect(try await service.count().spoken <= 7)
    #expect(try film.polydub("check", "out/film.mkv", "--against", "film.yaml").status == 0)
  }
}
