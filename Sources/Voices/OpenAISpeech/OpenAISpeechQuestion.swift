import Dubbing
import Foundation
import Transport

/// One request to speak: OpenAI's `POST /v1/audio/speech`, with vLLM-Omni's fields where the dialect has them.
///
/// Sources: OpenAI API reference, “Create speech”; vLLM-Omni, `docs/serving/speech_api.md`, October 2026.
struct OpenAISpeechQuestion: Encodable {
  var model: String
  var input: String
  var voice: String?
  var instructions: String?
  /// Always sent: servers do not agree on what they give unasked.
  var responseFormat: String
  var speed: Double?
  var stream: Bool?
  var streamFormat: String?
  var language: String?
  var taskType: String?
  var seed: Int?
  var maxNewTokens: Int?

  /// What vLLM-Omni takes, and what OpenAI recommends at most.
  static let longestDirection = 500

  /// - Parameter voice: its name in the server's own spelling.
  /// - Throws: `refused` for what the server would refuse, `missingVoice` for a language it does not speak.
  init(_ line: Line, voice: String, to server: OpenAISpeechServer) throws(SpeechError) {
    model = server.model
    input = line.text
    self.voice = server.designs ? nil : voice
    responseFormat = server.format.rawValue
    instructions = try Self.instructions(line, to: server)
    if line.pace != Line.ownPace { speed = Double(line.pace) / 100 }
    let isStream = server.mode == .stream
    guard server.dialect == .vllmOmni else {
      if isStream { streamFormat = "sse" }
      return
    }
    if isStream { stream = true }
    language = try Self.language(line.language, server)
    taskType = server.task?.wire
    seed = server.seed.map { ($0 + line.take - 1) & 0x7FFF_FFFF }
    maxNewTokens = Self.tokens(for: line)
  }

  /// Runaways of minutes are known for texts of one word. The model makes 12.5 tokens a second, and a tenth over what is
  /// plausible is left, so that a take that came to the cap is seen to be none.
  static func tokens(for line: Line) -> Int {
    min(4_096, max(64, Int(SpeechRate.plausible(for: line).upperBound * 12.5 * 1.1)))
  }

  private static func instructions(_ line: Line, to server: OpenAISpeechServer)
    throws(SpeechError) -> String?
  {
    guard let direction = line.direction, !direction.isEmpty else {
      guard !server.designs else {
        throw SpeechError(
          .refused,
          "`\(shown(server.model))` makes a voice from words: write a `direction:` for it, such as a warm low voice."
        )
      }
      return nil
    }
    guard OpenAISpeech.follows(server) else { return nil }
    guard direction.count <= longestDirection else {
      throw SpeechError(
        .refused,
        "The direction has \(direction.count) characters, and \(server.host) takes \(longestDirection); shorten it."
      )
    }
    return direction
  }

  /// The model's word for a language. Never `Auto`: it gives Japanese a Chinese accent.
  static func language(_ tag: String, _ server: OpenAISpeechServer) throws(SpeechError) -> String? {
    guard server.dialect == .vllmOmni else { return nil }
    do {
      return try DashScopeQuestion.languageType(of: tag)
    } catch {
      throw SpeechError(
        error.kind,
        error.description
          + " If `\(shown(server.model))` speaks it, write `dialect: openai` in the entry of "
          + "`\(server.name)`, so that no language is sent.")
    }
  }

  func request(to server: OpenAISpeechServer, key: String?, limits: Request.Limits)
    throws(SpeechError) -> Request
  {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let body = try? encoder.encode(self) else {
      throw SpeechError(.refused, "The line cannot be sent; look for odd characters in its text.")
    }
    var headers = OpenAISpeechLink.headers(key)
    headers["Content-Type"] = "application/json"
    var limits = limits
    // Nothing is heard until all of it is made.
    if server.mode == .whole { limits.idle = limits.total }
    return Request(
      server.base + "/audio/speech", headers: headers, body: Array(body), limits: limits)
  }
}
