import Foundation
import NIOCore
import NIOWebSocket

/// One session of the service's realtime interface.
struct Realtime: Sendable {
  let service: Service
  let key: String?
  let model: String

  typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
  private typealias Writer = NIOAsyncChannelOutboundWriter<WebSocketFrame>

  private struct Over: Error {}

  func serve(_ frames: Frames) async throws {
    guard let ledger = await service.ledgers.ledger(key) else { return }
    let fault = await ledger.called()
    try await frames.executeThenClose { inbound, outbound in
      var talk = Talk(
        writer: outbound, service: service, ledger: ledger, fault: fault, model: model)
      do {
        try await talk.greet()
        // Any name is welcomed; what is not one of ours is met with silence.
        guard Family(of: model) != nil, model.contains("-realtime"), fault?.kind != .silentClose
        else { return try await Task.sleep(for: .milliseconds(100)) }
        for try await frame in inbound {
          switch frame.opcode {
          case .text where !talk.isOver: try await talk.take(String(buffer: frame.unmaskedData))
          case .ping:
            try await outbound.write(
              WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
          case .connectionClose: return
          default: break
          }
          // Whoever hangs up on what is still being said may not be heard out.
          if talk.isOver { try await talk.sayGoodbye() }
        }
      } catch is Over {}
    }
  }

  /// What is asked of a session. Fields it does not know are passed over.
  private struct Event: Decodable {
    struct Session: Decodable {
      var voice: String?
      var mode: String?
      var languageType: String?
      var responseFormat: String?
      var sampleRate: Int?
      var speechRate: Double?
      var instructions: String?
    }
    var type: String
    var session: Session?
    var text: String?
  }

  private struct Talk {
    let writer: Writer
    let service: Service
    let ledger: Ledger
    let fault: Fault?
    let model: String
    private(set) var isOver = false
    private var isGone = false
    private var session = Event.Session()
    private var isSetUp = false
    private var text = ""
    private var number = 0

    init(writer: Writer, service: Service, ledger: Ledger, fault: Fault?, model: String) {
      self.writer = writer
      self.service = service
      self.ledger = ledger
      self.fault = fault
      self.model = model
    }

    mutating func greet() async throws {
      try await send("session.created", ["session": described])
    }

    /// The model a session says it is of.
    private var named: String {
      switch fault?.kind {
      case .otherModel: "qwen-omni-realtime"
      case .otherModelLater where isSetUp: "qwen-omni-realtime"
      case .snapshot: model + "-2025-11-27"
      default: model
      }
    }

    private var described: [String: Any] {
      [
        "object": "realtime.session", "id": "sess_1", "model": named,
        "mode": session.mode ?? "server_commit", "voice": session.voice ?? "Cherry",
        "response_format": "pcm", "sample_rate": session.sampleRate ?? 24_000,
      ]
    }

    mutating func take(_ message: String) async throws {
      guard
        let event = try? JSONDecoder.service.decode(Event.self, from: Data(message.utf8))
      else { return try await fail("invalid_value", "Not an event.") }
      switch event.type {
      case "session.update": try await setUp(event.session)
      case "input_text_buffer.append":
        isSetUp = true
        text += event.text ?? ""
      case "input_text_buffer.clear":
        text = ""
        try await send("input_text_buffer.cleared")
      case "input_text_buffer.commit":
        guard !text.isEmpty else {
          return try await fail("invalid_value", "Error committing input text buffer: it is empty.")
        }
        try await speak()
      case "session.finish": try await finish()
      default: try await fail("invalid_value", "Unknown event.")
      }
    }

    private mutating func setUp(_ wanted: Event.Session?) async throws {
      guard !isSetUp else {
        return try await fail(
          "invalid_value",
          "Session update error: session already started or finished or failed.")
      }
      isSetUp = true
      session = wanted ?? session
      if fault?.kind == .refuse {
        return try await fail(fault?.code ?? "InternalError", fault?.message ?? "canary-message")
      }
      let customs = await ledger.customs
      if let refusal = Refusal.of(
        voice: session.voice ?? "Cherry", model: model, customs: customs)
      {
        return try await fail("invalid_value", refusal.message)
      }
      try await send("session.updated", ["session": described])
    }

    private mutating func finish() async throws {
      if !text.isEmpty { try await speak() }
      guard !isOver else { return }
      isOver = true
      if fault?.kind != .endBeforeStop { try await send("session.finished") }
    }

    mutating func sayGoodbye() async throws {
      guard !isGone else { return }
      isGone = true
      var code = ByteBuffer()
      code.write(webSocketErrorCode: .normalClosure)
      try await writer.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: code))
    }

    /// One response, or where a fault says so two, for what is in the buffer.
    private mutating func speak() async throws {
      var question = Question(model: model)
      question.input = .init(
        text: text, voice: session.voice ?? "Cherry", languageType: session.languageType,
        instructions: session.instructions)
      text = ""
      try await send("input_text_buffer.committed", ["item_id": ""])
      if let refusal = Refusal.of(length: question.text) {
        return try await fail("InvalidParameter", refusal.message)
      }
      let pace = Int(((session.speechRate ?? 1) * 100).rounded())
      let sound = try await Sound(of: question, by: service.espeak, pace: pace)
      let usage = Usage(of: question, sound)
      await ledger.spoke(question, usage)
      let bytes = sound.samples(rate: session.sampleRate ?? 24_000, with: fault)
      let parts =
        fault?.kind == .responses
        ? [bytes.prefix(bytes.count / 4 * 2), bytes.dropFirst(bytes.count / 4 * 2)] : [bytes[...]]
      for (index, part) in parts.enumerated() where !isOver {
        try await respond(Array(part), index == 0 ? usage : nil)
      }
    }

    private mutating func respond(_ bytes: [UInt8], _ usage: Usage?) async throws {
      number += 1
      let id: [String: Any] = ["response_id": "resp_\(number)", "item_id": "item_\(number)"]
      try await send(
        "response.created", ["response": ["id": "resp_\(number)", "status": "in_progress"]])
      try await send("response.output_item.added", id)
      try await send("response.content_part.added", id)
      for (index, start) in stride(from: 0, to: bytes.count, by: 9_601).enumerated() {
        if index == 1 { try await interrupt() }
        guard !isOver else { return }
        let piece = Data(bytes[start..<min(bytes.count, start + 9_601)])
        try await send(
          "response.audio.delta", id.merging(["delta": piece.base64EncodedString()]) { $1 })
      }
      var closing = [
        "response.audio.done", "response.content_part.done", "response.output_item.done",
      ]
      if fault?.kind == .otherOrder { closing.append(closing.removeFirst()) }
      for type in closing { try await send(type, id) }
      let status = fault?.kind == .incomplete ? "incomplete" : "completed"
      try await send(
        "response.done",
        [
          "response": [
            "id": "resp_\(number)", "status": status, "usage": described(usage),
          ]
        ])
    }

    private func described(_ usage: Usage?) -> [String: Int] {
      guard let usage else { return ["characters": 0] }
      if let characters = usage.characters {
        return ["characters": characters + (fault?.kind == .miscount ? 1 : 0)]
      }
      return [
        "input_tokens": usage.inputTokens, "output_tokens": usage.outputTokens,
        "total_tokens": usage.inputTokens + usage.outputTokens,
      ]
    }

    /// What goes wrong after the first piece of sound.
    private mutating func interrupt() async throws {
      switch fault?.kind {
      case .cut: throw Over()
      case .stall: try await Task.sleep(for: .seconds(600))
      case .gap: try await Task.sleep(for: .milliseconds(1_500))
      case .errorInStream:
        try await fail(fault?.code ?? "InternalError", fault?.message ?? "canary-message")
      default: break
      }
    }

    private mutating func fail(_ code: String, _ message: String) async throws {
      try await send("error", ["error": ["code": code, "message": message]])
      isOver = true
    }

    private func send(_ type: String, _ fields: [String: Any] = [:]) async throws {
      let event = fields.merging(["type": type, "event_id": "e\(UUID().uuidString)"]) { $1 }
      let bytes = try JSONSerialization.data(withJSONObject: event)
      guard fault?.kind == .fragments, bytes.count > 8 else {
        return try await writer.write(
          WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: bytes)))
      }
      let third = bytes.count / 3
      let cuts = [0, third, 2 * third, bytes.count]
      for index in 0..<3 {
        try await writer.write(
          WebSocketFrame(
            fin: index == 2, opcode: index == 0 ? .text : .continuation,
            data: ByteBuffer(bytes: bytes[cuts[index]..<cuts[index + 1]])))
        // A control frame may come between fragments.
        if index == 1 {
          try await writer.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
        }
      }
    }
  }
}
