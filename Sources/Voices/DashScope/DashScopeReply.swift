import Foundation

/// What DashScope answers, whole or in one event; nearly everything may be missing.
struct DashScopeReply: Decodable, Sendable {
  /// Decoded sound in this piece of the answer.
  var sound: [UInt8]?
  /// Where the sound can be fetched, once, with no key. A credential: never to be shown or kept.
  var link: String?
  /// Whether this is the end of a complete answer.
  var isComplete: Bool
  /// Characters billed, where the service says so.
  var characters: Int?
  var usage: DashScopeUsage?
  var request: String?
  /// A code, where the answer is a refusal.
  var code: String?
  var message: String

  /// A complete answer that came in other ways.
  init(sound: [UInt8], characters: Int?, request: String?) {
    self.sound = sound
    self.characters = characters
    self.request = request
    isComplete = true
    message = ""
  }

  /// nil for what is no JSON object.
  init?(_ json: some Sequence<UInt8>) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let reply = try? decoder.decode(Self.self, from: Data(json)) else { return nil }
    self = reply
  }

  init(from decoder: any Decoder) throws {
    let wire = try Wire(from: decoder)
    let audio = wire.output?.audio
    link = audio?.url.flatMap { $0.isEmpty ? nil : $0 }
    // Each piece is padded by itself, so each is decoded by itself.
    sound = try audio?.data.flatMap { text -> [UInt8]? in
      guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no base64"))
      }
      return data.isEmpty ? nil : Array(data)
    }
    isComplete = wire.output?.finishReason == "stop"
    usage = wire.usage
    characters = wire.usage?.characters
    request = wire.requestId
    let code = wire.code ?? wire.error?.code
    self.code = code.flatMap { $0.isEmpty ? nil : $0 }
    message = wire.message ?? wire.msg ?? wire.error?.message ?? ""
  }

  private struct Wire: Decodable {
    struct Output: Decodable {
      struct Audio: Decodable {
        var data: String?
        var url: String?
      }
      var audio: Audio?
      var finishReason: String?
    }
    struct Failure: Decodable {
      var code: String?
      var message: String?
    }
    var output: Output?
    var usage: DashScopeUsage?
    var requestId: String?
    var code: String?
    var message: String?
    var msg: String?
    var error: Failure?
  }
}
