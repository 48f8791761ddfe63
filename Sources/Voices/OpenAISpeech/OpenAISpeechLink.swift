import Foundation
import Transport

/// What a server tells of itself, asked once for a run and remembered.
final class OpenAISpeechLink: Sendable {
  let server: OpenAISpeechServer
  private let client: Client
  private let known = Guarded<OpenAISpeechVoices?>(nil)
  private let root = Guarded<String?>(nil)

  init(_ server: OpenAISpeechServer, client: Client = .shared) {
    self.server = server
    self.client = client
  }

  static func headers(_ key: String?) -> [String: String] {
    key.map { ["Authorization": "Bearer \($0)"] } ?? [:]
  }

  /// The voices it lists, under either path that servers have for them.
  ///
  /// - Throws: `unavailable` where it is not there now, `unauthorized` where it wants another key.
  func voices(key: String?, limits: Request.Limits) async throws(SpeechError) -> OpenAISpeechVoices
  {
    if let voices = known.withLock({ $0 }) { return voices }
    var voices = OpenAISpeechVoices.none
    for path in ["/audio/voices", "/voices"] {
      let answer = try await get(path, key: key, limits: limits)
      guard answer.isSuccess else { continue }
      guard let found = OpenAISpeechVoices(answer.body) else { continue }
      voices = found
      break
    }
    let found = voices
    known.withLock { $0 = found }
    return found
  }

  /// What the model was really loaded from, where the server says that it is another name than its own.
  func revision(key: String?, limits: Request.Limits) async -> String? {
    if let root = root.withLock({ $0 }) { return root.isEmpty ? nil : root }
    let answer = try? await get("/models", key: key, limits: limits)
    let models = answer.flatMap { try? JSONDecoder().decode(Models.self, from: Data($0.body)) }
    let model = models?.data.first { $0.id == server.model }
    let found = model?.revision ?? model?.root.flatMap { $0 == server.model ? nil : $0 } ?? ""
    root.withLock { $0 = found }
    return found.isEmpty ? nil : found
  }

  private struct Models: Decodable {
    struct Model: Decodable {
      var id: String
      var root: String?
      var revision: String?
    }
    var data: [Model]
  }

  private func get(_ path: String, key: String?, limits: Request.Limits) async throws(SpeechError)
    -> Answer
  {
    var limits = limits
    limits.total = min(limits.total, .seconds(30))
    let answer: Answer
    do {
      answer = try await client.send(
        Request(server.base + path, headers: Self.headers(key), limits: limits))
    } catch {
      throw DashScopeFailure(error).error
    }
    guard ![401, 403].contains(answer.status), answer.status < 500, answer.status != 429 else {
      throw OpenAISpeechRefusal(status: answer.status, body: answer.body, server: server).error
    }
    return answer
  }
}
