import Foundation
import Transport

/// What one attempt gave: the body as the server sent it, and when.
struct OpenAISpeechHeard: Sendable {
  var sound: [UInt8]
  var type: String
  var head: Answer
  var firstAudio: Duration?
}

/// One attempt: a question, and its answer in whichever form it comes.
struct OpenAISpeechExchange: Sendable {
  let server: OpenAISpeechServer
  let client: Client

  func ask(_ request: Request) async throws -> OpenAISpeechHeard {
    let start = ContinuousClock.now
    do {
      let stream = try await client.open(request)
      guard stream.head.isSuccess else { throw await refusal(stream) }
      var heard = OpenAISpeechHeard(
        sound: [], type: stream.head.headers["content-type"] ?? "", head: stream.head)
      let first = { heard.firstAudio = heard.firstAudio ?? ContinuousClock.now - start }
      switch stream.head.contentType {
      case "text/event-stream":
        (heard.sound, heard.type) = try await events(of: stream, begins: first)
      case "application/json", "application/problem+json", "text/plain", "text/html":
        throw await refusal(stream)
      default:
        while let bytes = try await stream.next() {
          first()
          heard.sound += bytes
        }
      }
      return heard
    } catch let error as TransportError {
      throw DashScopeFailure(error)
    }
  }

  /// `speech.audio.delta`, each by itself in base64, up to `speech.audio.done`; without that it is not whole.
  private func events(of stream: AnswerStream, begins: () -> Void) async throws
    -> ([UInt8], type: String)
  {
    var events = EventStream(stream)
    var (sound, format) = ([UInt8](), server.format.rawValue)
    while let event = try await events.next() {
      if event.data == "[DONE]" { continue }
      guard let wire = try? JSONDecoder().decode(Event.self, from: Data(event.data.utf8)) else {
        throw broken
      }
      switch wire.type ?? event.name {
      case "speech.audio.delta":
        guard let piece = Data(base64Encoded: wire.audio ?? wire.delta ?? "") else { throw broken }
        if !piece.isEmpty { begins() }
        format = wire.format ?? format
        sound += piece
      case "speech.audio.done":
        events.drain()
        return (sound, "audio/\(format)")
      case "speech.audio.error", "error":
        var failure = failure(
          OpenAISpeechRefusal(
            status: 200, body: Array(event.data.utf8), server: server,
            request: stream.head.headers["x-request-id"]), stream.head)
        failure.mayBeBilled = !sound.isEmpty
        throw failure
      default: continue
      }
    }
    throw broken
  }

  private struct Event: Decodable {
    var type: String?
    var audio: String?
    var delta: String?
    var format: String?

    private enum CodingKeys: String, CodingKey {
      case type, audio, delta
      case format = "response_format"
    }
  }

  private func refusal(_ stream: AnswerStream) async -> DashScopeFailure {
    var body: [UInt8] = []
    while let bytes = try? await stream.next(), body.count < 1 << 20 { body += bytes }
    let refusal = OpenAISpeechRefusal(
      status: stream.head.status, body: body, server: server,
      request: stream.head.headers["x-request-id"])
    return failure(refusal, stream.head)
  }

  private func failure(_ refusal: OpenAISpeechRefusal, _ head: Answer) -> DashScopeFailure {
    let error = refusal.error
    return DashScopeFailure(
      error: error, mayRepeat: error.retry == .maybe,
      wish: Backoff.wish(head.headers["retry-after"]),
      pressure: error.kind == .throttled ? .rate : nil,
      request: refusal.request.map(OpenAISpeechRefusal.plain))
  }

  private var broken: DashScopeFailure {
    DashScopeFailure(
      error: SpeechError(
        .badAudio, "\(server.host) ended its answer before the sound was complete; try again.",
        retry: .maybe),
      mayRepeat: true, mayBeBilled: true)
  }
}
