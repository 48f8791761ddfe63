import Foundation

/// What DashScope says in a realtime session, one message; nearly everything may be missing.
struct RealtimeEvent: Decodable, Sendable {
  struct Session: Decodable, Sendable {
    var id: String?
    var model: String?
  }
  struct Response: Decodable, Sendable {
    struct Usage: Decodable, Sendable { var characters: Int? }
    var id: String?
    var status: String?
    var usage: Usage?
  }
  struct Failure: Decodable, Sendable {
    var code: String?
    var message: String?
  }

  var type: String
  var session: Session?
  var response: Response?
  var error: Failure?
  /// Sound in base64, padded by itself.
  var delta: String?

  /// nil for what is no event.
  init?(_ text: String) {
    guard let event = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = event
  }
}

/// What is said to DashScope in a realtime session.
struct RealtimeOrder: Encodable {
  struct Session: Encodable {
    var voice: String
    var mode: String
    var languageType: String
    var responseFormat = "pcm"
    var sampleRate = 24_000
    var instructions: String?
  }

  var eventId = "event_" + UUID().uuidString.lowercased().filter { $0 != "-" }
  var type: String
  var session: Session?
  var text: String?

  /// All there is to say for one text, in order.
  ///
  /// A session of its own for each text: a failure then costs that text alone, and instructions
  /// cannot change inside a session.
  static func all(for question: DashScopeQuestion, commit: DashScopeAccount.Commit) -> [Self] {
    let input = question.input
    let session = Session(
      voice: input.voice, mode: commit.wire, languageType: input.languageType,
      instructions: input.instructions)
    var orders = [
      Self(type: "session.update", session: session),
      Self(type: "input_text_buffer.append", text: input.text),
    ]
    if commit == .client { orders.append(Self(type: "input_text_buffer.commit")) }
    return orders + [Self(type: "session.finish")]
  }

  var json: String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
