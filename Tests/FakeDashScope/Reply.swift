import Foundation

/// An answer of the service, whole or one event of a stream.
struct Reply: Encodable {
  struct Output: Encodable {
    var audio: Audio
    var finishReason: String?
  }
  struct Audio: Encodable {
    var data = ""
    var url: String?
    var id: String
    var expiresAt: Int?
  }
  struct Usage: Encodable {
    var characters: Int
    var inputTokens = 0
    var outputTokens = 0
  }

  var output: Output
  var usage: Usage
  var requestId: String

  init(_ request: String, characters: Int) {
    output = Output(audio: Audio(id: "audio_" + request), finishReason: nil)
    usage = Usage(characters: characters)
    requestId = request
  }

  /// With a link that would live for a day.
  func stopped(link: String?) -> Reply {
    var reply = self
    reply.output.finishReason = "stop"
    reply.output.audio.url = link
    reply.output.audio.expiresAt = Int(Date().timeIntervalSince1970) + 86_400
    return reply
  }
}

/// A refusal in the words of the service.
struct Refusal: Error, Encodable {
  var status = 400
  var code: String
  var message: String
  var requestId = UUID().uuidString.lowercased()

  private enum CodingKeys: CodingKey { case code, message, requestId }

  /// Why the service would not speak, in the order it looks.
  static func of(_ question: Question?, customs: [CustomVoice]) -> Refusal? {
    guard let question, let model = question.model else {
      return Refusal(code: "InvalidParameter", message: "Required body invalid.")
    }
    if model.contains("-realtime") {
      return Refusal(
        code: "InvalidParameter", message: "current user api does not support http call")
    }
    guard models.contains(model) || CustomVoice.speaks(model) else {
      return Refusal(status: 404, code: "ModelNotFound", message: "Model can not be found.")
    }
    guard !question.text.isEmpty else {
      return Refusal(code: "BadRequest.EmptyInput", message: "Required input is empty.")
    }
    return of(length: question.text)
      ?? of(voice: question.input?.voice ?? "", model: model, customs: customs)
  }

  // What 600 counts is not known for certain: bytes are the strictest reading.
  static func of(length text: String) -> Refusal? {
    guard text.utf8.count > 600 else { return nil }
    return Refusal(
      code: "InvalidParameter",
      message:
        "<400> InternalError.Algo.InvalidParameter: Range of input length should be [0, 600]")
  }

  static func of(voice: String, model: String, customs: [CustomVoice]) -> Refusal? {
    guard !CustomVoice.speaks(model) else {
      return customs.contains { $0.voice == voice && $0.targetModel == model }
        ? nil : Refusal(code: "InvalidParameter", message: "Engine return error code: 411")
    }
    return voices.contains(voice)
      ? nil : Refusal(code: "InvalidParameter", message: "Invalid voice specified.")
  }

  private static let models: Set = [
    "qwen3-tts-flash", "qwen3-tts-flash-2025-11-27", "qwen3-tts-instruct-flash", "qwen-tts",
  ]
  private static let voices: Set = ["Cherry", "Serena", "Ethan", "Eldric Sage", "Ono Anna"]
}

extension JSONEncoder {
  /// Keys as the service writes them, `finish_reason`.
  static var service: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}

extension JSONDecoder {
  static var service: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
