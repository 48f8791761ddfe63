import Foundation
import HTTPTypes
import Hummingbird
import Voices

/// `POST /v1/audio/speech`.
extension Omni {
  func speak(_ request: Request) async throws -> Response {
    let shelf = await shelf(request)
    let body = try await request.body.collect(upTo: 1 << 20)
    let fault = await shelf.called()
    let traits = await shelf.traits
    if let fault, [.refuse, .errorInside].contains(fault.kind) { return answer(fault) }
    guard
      let question = try? JSONDecoder.wire.decode(Question.self, from: Data(body.readableBytesView))
    else { return json(["detail": [["msg": "Input should be a valid string"]]], status: 422) }
    if let refusal = Refusal.of(question, voices: await voices(for: question, shelf)) {
      guard !traits.contains(.detail) else {
        return json(["detail": refusal.error.message], status: refusal.error.code)
      }
      return Self.refuse(refusal)
    }
    let sound = try await Sound(of: question, traits: traits, by: espeak)
    await shelf.spoke(question)
    return try send(sound, for: question, traits, fault)
  }

  /// The names it takes for a question; none where it takes every.
  private func voices(for question: Question, _ shelf: Shelf) async -> [String] {
    let traits = await shelf.traits
    if traits.contains(.fallsBack) || question.checkpoint == "VoiceDesign" { return [] }
    let uploads = await shelf.count.uploads.map(\.name)
    let names = await shelf.voices + uploads
    guard !traits.contains(.hostedSpelling), let voice = question.voice else { return names }
    return names.contains(voice.lowercased()) ? [voice] : names
  }

  func answer(_ fault: Behaviour.Fault) -> Response {
    let status = fault.kind == .errorInside ? 200 : fault.status ?? 500
    let message = fault.message ?? "canary-message"
    var answer: Response
    switch fault.form ?? .vllm {
    case .vllm:
      answer = Self.refuse(Refusal(message, status: fault.status ?? 500))
      answer.status = .init(code: status)
    case .openAI:
      let code = fault.code ?? "server_error"
      answer = json(
        ["error": ["message": message, "type": code, "code": code]], status: status)
    case .detail: answer = json(["detail": message], status: status)
    case .details: answer = json(["detail": [["msg": message]]], status: status)
    case .empty: answer = json([String: String](), status: status)
    case .page:
      answer = Response(
        status: .init(code: status), headers: [.contentType: "text/html"],
        body: .init(byteBuffer: ByteBuffer(string: "<html>\(message)</html>")))
    }
    answer.headers[HTTPField.Name("x-request-id")!] = "req-1"
    if let wait = fault.retryAfter { answer.headers[.retryAfter] = wait }
    return answer
  }

  private func send(
    _ sound: Sound, for question: Question, _ traits: Set<Behaviour.Trait>,
    _ fault: Behaviour.Fault?
  ) throws -> Response {
    let forced: [(trait: Behaviour.Trait, format: String)] = [
      (.onlyMP3, "mp3"), (.onlyOgg, "opus"), (.onlyFLAC, "flac"),
    ]
    let format =
      forced.first { traits.contains($0.trait) }?.format ?? question.responseFormat
      ?? (traits.contains(.mp3Default) ? "mp3" : "wav")
    if question.isStream, ["wav", "pcm"].contains(format) {
      return stream(sound, for: question, traits, fault, format: format)
    }
    let (type, bytes) =
      switch format {
      case "pcm": ("audio/pcm", sound.bare(with: fault))
      case "flac": ("audio/flac", try sound.encoded("flac", with: fault))
      case "mp3": ("audio/mpeg", try sound.encoded("mp3", with: fault))
      case "opus": ("audio/ogg", try sound.encoded("ogg", with: fault))
      default: ("audio/wav", sound.wave(with: fault, streamed: .no))
      }
    return raw(bytes, type: type, fault)
  }

  private func stream(
    _ sound: Sound, for question: Question, _ traits: Set<Behaviour.Trait>,
    _ fault: Behaviour.Fault?, format: String
  ) -> Response {
    guard !traits.contains(.oldStream) else {
      return raw(sound.bare(with: fault), type: "audio/pcm", fault)
    }
    let bytes =
      format == "pcm" ? sound.bare(with: fault) : sound.wave(with: fault, streamed: .yes)
    guard question.streamFormat != "audio" else {
      return raw(bytes, type: "audio/\(format)", fault)
    }
    let events = SpeechEvents(sound: bytes, format: format, fault: fault)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"], body: events.body)
  }

  /// Sound alone; with a length where it is not streamed, so that a cut is one.
  private func raw(_ bytes: [UInt8], type: String, _ fault: Behaviour.Fault?) -> Response {
    struct Cut: Error {}
    let body = ResponseBody(contentLength: bytes.count) { writer in
      try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
      if fault?.kind == .cut { throw Cut() }
      if fault?.kind == .stall { try await Task.sleep(for: .seconds(600)) }
      try await writer.write(ByteBuffer(bytes: bytes.dropFirst(bytes.count / 2)))
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: type], body: body)
  }
}

/// Sound as server-sent events: pieces, then `speech.audio.done`.
struct SpeechEvents: Sendable {
  let sound: [UInt8]
  let format: String
  let fault: Behaviour.Fault?

  private struct Cut: Error {}
  private struct Event: Encodable {
    var type: String
    var audio: String?
    var responseFormat: String?
    var usage: [String: Int]?
    var error: Refusal.Failure?
  }

  var body: ResponseBody {
    ResponseBody { writer in
      try await send(to: &writer)
      try await writer.finish(nil)
    }
  }

  /// Pieces end in the middle of a sample.
  private func send(to writer: inout any ResponseBodyWriter) async throws {
    var rest = sound[...]
    while !rest.isEmpty {
      let piece = Data(rest.prefix(4_801))
      rest = rest.dropFirst(4_801)
      try await write(
        Event(
          type: "speech.audio.delta", audio: piece.base64EncodedString(), responseFormat: format),
        to: &writer)
      switch fault?.kind {
      case .cut: throw Cut()
      case .stall: try await Task.sleep(for: .seconds(600))
      case .errorInStream:
        return try await write(
          Event(
            type: "speech.audio.error",
            error: Refusal(fault?.message ?? "canary-message", status: fault?.status ?? 500).error),
          to: &writer)
      default: continue
      }
    }
    guard fault?.kind != .endBeforeDone else { return }
    try await write(
      Event(type: "speech.audio.done", usage: ["input_tokens": 1, "output_tokens": 1]), to: &writer)
  }

  private func write(_ event: Event, to writer: inout any ResponseBodyWriter) async throws {
    let json = String(decoding: try JSONEncoder.wire.encode(event), as: UTF8.self)
    try await writer.write(ByteBuffer(string: "event: \(event.type)\ndata: \(json)\n\n"))
  }
}
