import Dubbing
import Foundation
import Transport

/// One request about custom voices, as DashScope wants it: `POST …/services/audio/tts/customization`.
///
/// Source: Model Studio, voice cloning and voice design of Qwen-TTS, October 2026.
struct CustomizationQuestion: Encodable {
  struct Input: Encodable {
    struct Audio: Encodable { var data: String }
    var action: String
    var targetModel: String?
    var preferredName: String?
    var audio: Audio?
    var text: String?
    var voicePrompt: String?
    var previewText: String?
    var language: String?
    var voice: String?
    var pageIndex: Int?
    var pageSize: Int?
  }

  struct Parameters: Encodable {
    var sampleRate = 24_000
    var responseFormat = "wav"
  }

  /// The service's own models for this work.
  enum Model: String, Encodable, CaseIterable {
    case enrollment = "qwen-voice-enrollment"
    case design = "qwen-voice-design"
  }

  var model: Model
  var input: Input
  var parameters: Parameters?

  static func clone(_ sample: VoiceSample, as name: String, for target: String)
    throws(SpeechError) -> Self
  {
    var input = Input(action: "create", targetModel: target, preferredName: try checked(name))
    input.audio = .init(
      data: "data:\(sample.type);base64,\(Data(sample.audio).base64EncodedString())")
    input.text = sample.transcript
    input.language = try code(of: sample.language)
    return Self(model: .enrollment, input: input)
  }

  static func design(_ wish: VoiceWish, as name: String, for target: String)
    throws(SpeechError) -> Self
  {
    let parts = [("description", wish.prompt, 2048), ("preview text", wish.preview, 1024)]
    for (what, text, longest) in parts where !(1...longest).contains(text.count) {
      throw SpeechError(
        .refused,
        "The \(what) of a voice has from 1 to \(longest) characters; this has \(text.count).")
    }
    var input = Input(action: "create", targetModel: target, preferredName: try checked(name))
    input.voicePrompt = wish.prompt
    input.previewText = wish.preview
    input.language = try code(of: wish.language)
    return Self(model: .design, input: input, parameters: Parameters())
  }

  static func list(_ model: Model, page: Int) -> Self {
    Self(model: model, input: Input(action: "list", pageIndex: page, pageSize: pageSize))
  }

  static func delete(_ voice: String, of model: Model) -> Self {
    Self(model: model, input: Input(action: "delete", voice: voice))
  }

  static let pageSize = 100

  private static func checked(_ name: String) throws(SpeechError) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || Character(UnicodeScalar(byte)).isLetter && byte < 128
        || (48...57).contains(byte)
    }
    guard isPlain, (1...16).contains(name.utf8.count) else {
      throw SpeechError(
        .refused, "`\(shown(name))` cannot name a voice: up to 16 letters, digits and _ can.")
    }
    return name
  }

  /// `es` for `es-MX`: the ten languages by their short codes.
  private static func code(of tag: String?) throws(SpeechError) -> String? {
    guard let tag else { return nil }
    _ = try DashScopeQuestion.languageType(of: tag)
    let code = Language(tag).shortest.lowercased()
    return ["yue", "cmn"].contains(code) ? "zh" : code
  }

  func request(to account: DashScopeAccount, key: String, limits: Request.Limits)
    throws(SpeechError) -> Request
  {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let body = try? encoder.encode(self) else {
      throw SpeechError(.refused, "The request cannot be sent; look for odd characters in it.")
    }
    return Request(
      account.region.base + "/services/audio/tts/customization",
      headers: ["Authorization": "Bearer \(key)", "Content-Type": "application/json"],
      body: Array(body), limits: limits)
  }
}
