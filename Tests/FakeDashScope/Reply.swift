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

  var output: Output
  var usage: Usage
  var requestId: String

  init(_ request: String, _ usage: Usage) {
    output = Output(audio: Audio(id: "audio_" + request), finishReason: nil)
    self.usage = usage
    requestId = request
  }

  func stopped(link: Link) -> Reply {
    var reply = self
    reply.output.finishReason = "stop"
    reply.output.audio.url = link.url
    reply.output.audio.expiresAt = Int(link.expires.timeIntervalSince1970)
    return reply
  }
}

/// What is billed: characters, or tokens in the first generation.
struct Usage: Codable, Sendable {
  var characters: Int?
  var inputTokens = 0
  var outputTokens = 0
  var totalTokens: Int?

  init(of question: Question, _ sound: Sound) {
    guard Family.isPaidByToken(question.model ?? "") else {
      characters = question.billed
      return
    }
    inputTokens = question.text.utf8.count / 4 + 1
    outputTokens = max(50, Int((sound.seconds * 50).rounded(.up)))
    totalTokens = inputTokens + outputTokens
  }
}

/// Where a sound can be fetched, and until when.
struct Link: Sendable {
  var url: String
  var expires: Date
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
    guard Family(of: model) != nil else {
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
    guard Family(of: model) != .custom else {
      return customs.contains { $0.voice == voice && $0.targetModel == model }
        ? nil : Refusal(code: "InvalidParameter", message: "Engine return error code: 411")
    }
    return Family(of: model)?.voices.contains(voice) == true
      ? nil : Refusal(code: "InvalidParameter", message: "Invalid voice specified.")
  }
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
