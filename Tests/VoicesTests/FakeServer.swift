import Foundation
import Transport

@testable import Voices

/// The double of DashScope as a process of its own, for one test.
final class FakeServer: Sendable {
  let port: Int
  private let process: ProcessBox

  /// A process and the pipe whose end is its end.
  private struct ProcessBox: @unchecked Sendable {  // touched by `init` and `deinit` alone
    let process: Process
    let input: Pipe
  }

  struct NotStarted: Error {}

  /// What the double counted since the last `plan`.
  struct Count: Decodable {
    struct Question: Decodable {
      struct Input: Decodable {
        var text: String
        var voice: String
        var languageType: String
        var instructions: String?
      }
      var model: String
      var input: Input
    }
    var calls: Int
    var spoken: Int
    var billed: Int
    var downloads: Int
    var questions: [Question]
  }

  init() throws {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "FakeDashScope")
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1),
      !byte.isEmpty
    {
      line += String(decoding: byte, as: UTF8.self)
    }
    guard let port = Int(line.dropLast()) else { throw NotStarted() }
    self.port = port
    self.process = ProcessBox(process: process, input: input)
  }

  deinit { process.process.terminate() }

  var base: String { "http://127.0.0.1:\(port)/api/v1" }

  /// An account of it whose retries do not wait for seconds.
  func account(
    _ mode: DashScopeAccount.Mode, model: String = "qwen3-tts-flash", key: String? = "sk-canary-key"
  ) throws -> DashScope {
    struct NoRegion: Error {}
    guard let region = DashScopeAccount.Region(address: base) else { throw NoRegion() }
    let account = DashScopeAccount(name: "qwen", region: region, model: model, mode: mode)
    var provider = DashScope(account) { $0 == "DASHSCOPE_API_KEY" ? key : nil }
    provider.backoff.first = .milliseconds(5)
    provider.limits.idle = .seconds(2)
    provider.limits.total = .seconds(5)
    return provider
  }

  /// Sets what goes wrong with the next calls, as the JSON the double takes, and counts from nought.
  func plan(_ faults: String...) async throws {
    _ = try await control(Array("[\(faults.joined(separator: ","))]".utf8))
  }

  func count() async throws -> Count {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Count.self, from: Data(try await control(nil)))
  }

  private func control(_ body: [UInt8]?) async throws -> [UInt8] {
    try await Client.shared.send(Request("http://127.0.0.1:\(port)/control", body: body)).body
  }
}
