import Foundation
import NIOCore
import NIOWebSocket
import Voices

/// One realtime session of the double, from `session.created` to the close.
struct RealtimeSession: Sendable {
  typealias Outgoing = NIOAsyncChannelOutboundWriter<WebSocketFrame>

  let model: String
  let ledger: Ledger
  let fault: Fault?
  let espeak: Espeak

  private struct Order: Decodable {
    struct Session: Decodable {
      var voice: String?
      var mode: String?
      var languageType: String?
      var instructions: String?
    }
    var type: String
    var session: Session?
    var text: String?
  }

  private struct Ended: Error {}

  /// What this session has been told.
  private struct Told {
    var session: Order.Session?
    var hasText = false
    var text = ""
    var responses = 0
  }

  func serve(_ incoming: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outgoing: Outgoing)
    async throws
  {
    try await say(["type": "session.created", "session": session("Cherry")], outgoing)
    var told = Told()
    do {
      for try await frame in incoming {
        guard frame.opcode == .text else { continue }
        let order = try JSONDecoder.service.decode(
          Order.self, from: Data(frame.unmaskedData.readableBytesView))
        try await obey(order, &told, outgoing)
      }
    } catch is Ended {}
  }

  private func obey(_ order: Order, _ told: inout Told, _ outgoing: Outgoing) async throws {
    switch order.type {
    case "session.update":
      // An unknown model is let in, and left without a word.
      guard model == "qwen3-tts-flash-realtime", fault?.kind != .silentClose else { throw Ended() }
      guard told.session == nil else {
        return try await fail(
          "invalid_value",
          "Session update error: session already started or finished or failed.", outgoing)
      }
      told.session = order.session
      try await say(
        ["type": "session.updated", "session": session(order.session?.voice ?? "")], outgoing)
    case "input_text_buffer.append":
      told.text += order.text ?? ""
    case "input_text_buffer.commit":
      guard !told.text.isEmpty else {
        return try await fail("invalid_value", "Input text buffer is empty.", outgoing)
      }
      try await speak(&told, outgoing)
    case "input_text_buffer.clear":
      told.text = ""
      try await say(["type": "input_text_buffer.cleared"], outgoing)
    case "session.finish":
      if !told.text.isEmpty { try await speak(&told, outgoing) }
      if fault?.kind != .endBeforeStop { try await say(["type": "session.finished"], outgoing) }
      // The client ends the connection: to do so with a pong unread would reset it, and lose what was said.
      try await frame(.connectionClose, ByteBuffer(bytes: [3, 0xE8]), outgoing)
    default:
      try await fail("invalid_value", "Unknown event.", outgoing)
    }
  }

  private func speak(_ told: inout Told, _ outgoing: Outgoing) async throws {
    let question = Question(
      model: model,
      input: .init(
        text: told.text, voice: told.session?.voice, languageType: told.session?.languageType,
        instructions: told.session?.instructions))
    told.text = ""
    told.responses += 1
    if Refusal.lacks(voice: question.input?.voice) {
      return try await fail("invalid_value", "The requested voice is not supported.", outgoing)
    }
    let sound = try await Sound(of: question, by: espeak).realtime(with: fault)
    await ledger.spoke(question)
    try await respond(question, sound, number: told.responses, outgoing)
  }

  private func respond(
    _ question: Question, _ sound: [UInt8], number: Int, _ outgoing: Outgoing
  ) async throws {
    let id = "resp_\(number)"
    try await say(["type": "input_text_buffer.committed", "item_id": ""], outgoing)
    try await say(
      ["type": "response.created", "response": ["id": id, "status": "in_progress"]], outgoing)
    var rest = sound[...]
    var count = 0
    while !rest.isEmpty {
      let piece = Data(rest.prefix(4801))
      rest = rest.dropFirst(4801)
      try await say(
        ["type": "response.audio.delta", "response_id": id, "delta": piece.base64EncodedString()],
        outgoing)
      count += 1
      if count == 1 { try await interrupt(outgoing) }
    }
    for type in fault?.kind == .crumbs ? Self.trio.reversed() : Self.trio {
      try await say(["type": type, "response_id": id], outgoing)
    }
    let status = fault?.kind == .failedResponse ? "failed" : "completed"
    let billed = question.billed + (fault?.kind == .miscount ? 1 : 0)
    try await say(
      [
        "type": "response.done",
        "response": ["id": id, "status": status, "usage": ["characters": billed]],
      ], outgoing)
  }

  private static let trio = [
    "response.audio.done", "response.content_part.done", "response.output_item.done",
  ]

  /// What goes wrong after the first piece.
  private func interrupt(_ outgoing: Outgoing) async throws {
    switch fault?.kind {
    case .cut: throw Ended()
    case .stall: try await Task.sleep(for: .seconds(600))
    case .gap: try await Task.sleep(for: .milliseconds(1500))
    case .errorEvent:
      try await fail(
        fault?.code ?? "InternalError", fault?.message ?? "canary-message", outgoing)
      throw Ended()
    default: break
    }
  }

  private func session(_ voice: String) -> [String: Any] {
    let answered = fault?.kind == .otherModel ? "qwen-omni-turbo-realtime" : model
    return [
      "object": "realtime.session", "id": "sess_1", "model": answered, "voice": voice,
      "response_format": "pcm", "sample_rate": 24_000,
    ]
  }

  private func fail(_ code: String, _ message: String, _ outgoing: Outgoing) async throws {
    try await say(["type": "error", "error": ["code": code, "message": message]], outgoing)
  }

  private func say(_ event: [String: Any], _ outgoing: Outgoing) async throws {
    var event = event
    event["event_id"] = "event_\(UUID().uuidString)"
    let json = try JSONSerialization.data(withJSONObject: event)
    guard fault?.kind == .fragments else {
      return try await frame(.text, ByteBuffer(bytes: json), outgoing)
    }
    // A ping may come between two fragments.
    let half = json.count / 2
    try await outgoing.write(
      WebSocketFrame(fin: false, opcode: .text, data: ByteBuffer(bytes: json.prefix(half))))
    try await frame(.ping, ByteBuffer(string: "there?"), outgoing)
    try await frame(.continuation, ByteBuffer(bytes: json.dropFirst(half)), outgoing)
  }

  private func frame(_ opcode: WebSocketOpcode, _ bytes: ByteBuffer, _ outgoing: Outgoing)
    async throws
  {
    try await outgoing.write(WebSocketFrame(fin: true, opcode: opcode, data: bytes))
  }
}
