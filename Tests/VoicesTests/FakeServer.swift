import Foundation
import Transport

@testable import Voices

/// An account of its own with the double of DashScope, a server process all tests share.
struct FakeServer {
  private let key = "sk-canary-key-\(UUID().uuidString)"
  private let port: Int
  private static let shared = Result { try start("FakeDashScope") }
  /// Their end is the end of the servers, so they stay as long as this process. One each: a program that starts takes
  /// its end of a pipe away.
  private static let inputs = Guarded<[Pipe]>([])

  struct NotStarted: Error {}

  /// What the double counted since the last `plan`.
  struct Count: Decodable {
    struct Question: Decodable {
      struct Input: Decodable {
        var text: String
        var voice: String
        var languageType: String
        var instructions: String?
        var optimizeInstructions: Bool?
      }
      var model: String
      var input: Input
    }
    var calls: Int
    var spoken: Int
    var billed: Int
    var inputTokens: Int
    var outputTokens: Int
    var downloads: Int
    var mostAtOnce: Int
    var throttled: Int
    var seconds: Double
    var questions: [Question]
    var customizations: Int
    var made: Int
  }

  init() throws { port = try Self.shared.get() }

  /// Starts a double that lies beside the tests, and gives its port.
  static func start(_ double: String) throws -> Int {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: double)
    let input = Pipe()
    inputs.withLock { $0.append(input) }
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
    return port
  }

  var base: String { "http://127.0.0.1:\(port)/api/v1" }

  /// What every request of this account carries.
  var authorization: [String: String] { ["Authorization": "Bearer \(key)"] }

  /// An address of its own beside the service's: `/catalogue`.
  func address(_ path: String, over scheme: String = "http") -> String {
    "\(scheme)://127.0.0.1:\(port)\(path)"
  }

  /// The provider of this account, or with another key, whose retries do not wait for seconds.
  func account(
    _ mode: DashScopeAccount.Mode, model: String = "qwen3-tts-flash"
  ) throws -> DashScope {
    try account(mode, model: model, key: key)
  }

  func account(
    _ mode: DashScopeAccount.Mode, model: String = "qwen3-tts-flash", key: String?
  ) throws -> DashScope {
    struct NoRegion: Error {}
    guard let region = DashScopeAccount.Region(address: base) else { throw NoRegion() }
    var account = DashScopeAccount(name: "qwen", region: region, model: model, mode: mode)
    if mode == .realtime {
      account.model = "\(model)-realtime"
      // What espeak-ng speaks at, so that no sample is changed on the way.
      account.realtime.sampleRate = 22_050
    }
    var provider = DashScope(account) { $0 == "DASHSCOPE_API_KEY" ? key : nil }
    provider.backoff.first = .milliseconds(5)
    // On a busy machine the double is slow; a test of silence sets its own limit.
    provider.limits.idle = .seconds(60)
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
    try await Client.shared.send(
      Request(
        "http://127.0.0.1:\(port)/control", headers: ["Authorization": "Bearer \(key)"],
        body: body)
    ).body
  }
}
