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

  /// A run, and the file its stdout goes to.
  private func start() throws -> (process: Process, answer: URL) {
    let process = film.process(
      ["run", "film.yaml", "--json"], environment: ["DASHSCOPE_API_KEY": Service.key])
    let answer = film.folder.appending(path: "\(UUID().uuidString).json")
    try Data().write(to: answer)
    process.standardOutput = try FileHandle(forWritingTo: answer)
    process.standardError = FileHandle.nullDevice
    try process.run()
    return (process, answer)
  }

  /// The SHA-256 of the dub, as a run reported it.
  private func dub(in answer: URL) throws -> String {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: answer)) as? [String: Any]
    let outputs = try #require(json?["outputs"] as? [[String: Any]])
    let dub = outputs.first { ($0["path"] as? String)?.hasSuffix("film.mkv") == true }
    return try #require(dub?["sha256"] as? String)
  }

  @Test func fourAtOnceBuyEachLineOnce() async throws {
    try await service.plan([])
    let runs = try (0..<4).map { _ in try start() }
    for run in runs {
      run.process.waitUntilExit()
      #expect(run.process.terminationStatus == 0)
    }
    #expect(try await service.count().spoken == 6)
    let dub = try film.sha256("out/film.mkv")
    #expect(try runs.map { try self.dub(in: $0.answer) } == [dub, dub, dub, dub])
    let again = try film.polydub("run", "film.yaml", "--json")
    #expect(try again.number("made") == 0)
    #expect(try film.sha256("out/film.mkv") == dub)
  }

  @Test func whenOneIsKilledTheOthersFinish() async throws {
    try await service.plan([#"{"kind":"stall","times":1}"#])
    let first = try start().process
    while try await service.count().calls == 0 { try await Task.sleep(for: .milliseconds(5)) }
    let others = try (0..<3).map { _ in try start() }
    try await Task.sleep(for: .milliseconds(300))
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    for (process, _) in others {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    // The call that was in flight is the only one made twice.
    #expect(try await service.count().spoken <= 7)
    #expect(try film.polydub("check", "out/film.mkv", "--against", "film.yaml").status == 0)
  }
}
