import Dubbing
import Foundation
import Transport

/// One request to speak, as DashScope wants it.
struct DashScopeQuestion: Encodable {
  struct Input: Encodable {
    var text: String
    var voice: String
    var languageType: String
    /// How to speak, for instruct models; the service wants it in Chinese or English.
    var instructions: String?
    var optimizeInstructions: Bool?
  }

  var model: String
  var input: Input

  /// - Throws: `missingVoice` for a language the service does not speak.
  init(_ text: String, for line: Line) throws(SpeechError) {
    model = line.voice.model
    input = Input(
      text: text, voice: line.voice.name,
      languageType: try Self.languageType(of: line.language),
      instructions: Self.followsInstructions(model) ? line.direction : nil,
      optimizeInstructions: Self.optimizes(line))
  }

  /// Whether a direction may be reworded by the service; nil where none is sent, or it is not.
  static func optimizes(_ line: Line) -> Bool? {
    guard followsInstructions(line.voice.model), line.direction != nil else { return nil }
    return line.voice.settings[optimizing] == nil ? nil : true
  }

  /// What a voice's settings and the service both call it.
  static let optimizing = "optimize_instructions"

  static func followsInstructions(_ model: String) -> Bool { model.contains("-instruct") }

  /// The service's word for a language. Never `Auto`: it gives Japanese a Chinese accent.
  static func languageType(of tag: String) throws(SpeechError) -> String {
    if let type = languageTypes[Language(tag).shortest.lowercased()] { return type }
    throw SpeechError(
      .missingVoice,
      "Qwen-TTS does not speak “\(shown(tag))”; it has \(languageTypes.keys.sorted().joined(separator: ", ")). "
        + "Choose a voice of another provider.")
  }

  /// The varieties of Chinese differ by voice, not by type.
  private static let languageTypes = [
    "zh": "Chinese", "yue": "Chinese", "cmn": "Chinese", "en": "English", "de": "German",
    "it": "Italian", "pt": "Portuguese", "es": "Spanish", "ja": "Japanese", "ko": "Korean",
    "fr": "French", "ru": "Russian",
  ]

  /// The request over HTTP.
  func request(to account: DashScopeAccount, key: String, limits: Request.Limits)
    throws(SpeechError)
    -> Request
  {
    var headers = [
      "Authorization": "Bearer \(key)", "Content-Type": "application/json",
      "Accept": "application/json",
    ]
    if account.mode == .stream {
      headers["Accept"] = "text/event-stream"
      headers["X-DashScope-SSE"] = "enable"
      headers["X-Accel-Buffering"] = "no"
    }
    var limits = limits
    // An answer with a link is silent until all of the sound is made.
    if account.mode == .url { limits.idle = limits.total }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let body = try? encoder.encode(self) else {
      throw SpeechError(.refused, "The line cannot be sent; look for odd characters in its text.")
    }
    return Request(
      account.region.base + "/services/aigc/multimodal-generation/generation", headers: headers,
      body: Array(body), limits: limits)
  }
}
