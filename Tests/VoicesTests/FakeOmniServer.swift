import Foundation
import Transport

@testable import Voices

/// A server of its own at the double of vLLM-Omni, a process all tests share.
struct FakeOmniServer {
  let key = "sk-canary-key-\(UUID().uuidString)"
  private let port: Int
  private static let shared = Result { try FakeServer.start("FakeOmni") }

  struct Count: Decodable {
    struct Question: Decodable {
      var model: String
      var input: String
      var voice: String?
      var instructions: String?
      var responseFormat: String?
      var speed: Double?
      var language: String?
      var taskType: String?
      var seed: Int?
      var maxNewTokens: Int?
    }
    struct Upload: Decodable {
      var name: String
      var consent: String
      var refText: String?
      var fileSize: Int
    }
    var calls: Int
    var spoken: Int
    var lists: Int
    var questions: [Question]
    var uploads: [Upload]
    var made: Int
  }

  init() throws { port = try Self.shared.get() }

  var base: String { "http://127.0.0.1:\(port)/v1" }

  static let model = "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice"

  /// The provider of this server, whose retries do not wait for seconds.
  func provider(
    model: String = model, _ change: (inout OpenAISpeechServer) -> Void = { _ in }
  ) -> OpenAISpeech {
    var server = OpenAISpeechServer(name: "studio", base: base, model: model)
    server.keyVariable = "STUDIO_KEY"
    change(&server)
    var provider = OpenAISpeech(server) { [key] in $0 == "STUDIO_KEY" ? key : nil }
    provider.backoff.first = .milliseconds(5)
    return provider
  }

  /// Sets how the server is and what goes wrong, as the JSON the double takes, and counts from nought.
  func plan(traits: [String] = [], faults: [String] = []) async throws {
    let names = traits.map { "\"\($0)\"" }.joined(separator: ",")
    let json = #"{"traits":[\#(names)],"faults":[\#(faults.joined(separator: ","))]}"#
    _ = try await send("/control", body: Array(json.utf8))
  }

  func count() async throws -> Count {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Count.self, from: Data(try await send("/control").body))
  }

  /// Gives the server a voice, as a form in a browser would.
  func upload(_ name: String, sample: [UInt8], consent: String?) async throws -> Answer {
    let mark = "----parts"
    var body = ""
    for (field, value) in [("name", name), ("consent", consent)] {
      guard let value else { continue }
      body += "--\(mark)\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n"
    }
    body +=
      "--\(mark)\r\nContent-Disposition: form-data; name=\"audio_sample\"; filename=\"a.wav\"\r\n"
      + "Content-Type: audio/wav\r\n\r\n"
    return try await send(
      "/v1/audio/voices", body: Array(body.utf8) + sample + Array("\r\n--\(mark)--\r\n".utf8),
      type: "multipart/form-data; boundary=\(mark)")
  }

  func send(_ path: String, body: [UInt8]? = nil, type: String = "application/json") async throws
    -> Answer
  {
    try await Client.shared.send(
      Request(
        "http://127.0.0.1:\(port)\(path)",
        headers: ["Authorization": "Bearer \(key)", "Content-Type": type], body: body))
  }
}
