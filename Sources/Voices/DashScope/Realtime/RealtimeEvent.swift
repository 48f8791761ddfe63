import Foundation

/// What a realtime session answers; every field may be missing.
struct RealtimeEvent: Decodable {
  struct Session: Decodable {
    var id: String?
    var model: String?
  }
  struct Response: Decodable {
    var id: String?
    var status: String?
    var usage: DashScopeUsage?
  }
  struct Failure: Decodable {
    var code: String?
    var message: String?
  }

  var type: String
  var session: Session?
  var response: Response?
  /// Sound in base64, padded by itself.
  var delta: String?
  var error: Failure?

  /// nil for what is no event.
  init?(_ message: String) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let event = try? decoder.decode(Self.self, from: Data(message.utf8)) else { return nil }
    self = event
  }
}
