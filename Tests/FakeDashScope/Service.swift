import Foundation
import HTTPTypes
import Hummingbird
import Voices

/// The service's two faces: the one that speaks, and the one that hands out what was spoken.
struct Service: Sendable {
  let ledgers = Ledgers()
  let espeak = Espeak()

  var router: Router<BasicRequestContext> {
    let router = Router()
    router.post("/api/v1/services/aigc/multimodal-generation/generation") { request, _ in
      try await generate(request)
    }
    router.post("/api/v1/services/audio/tts/customization") { request, _ in
      try await customize(request)
    }
    router.get("/audio/{name}") { request, context in
      try await download(request, try context.parameters.require("name"))
    }
    router.get("/catalogue") { _, _ in
      let voices = Family.models.mapValues { $0.voices.sorted() }
      return Response(
        status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(voices))))
    }
    router.get("/control") { request, _ in
      let ledger = await ledgers.ledger(request.headers[.authorization])
      let json = try JSONEncoder.service.encode(await ledger?.count)
      return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: json)))
    }
    router.post("/control") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      await ledgers.ledger(request.headers[.authorization])?.plan(
        try JSONDecoder.service.decode([Fault].self, from: Data(body.readableBytesView)))
      return Response(status: .noContent)
    }
    return router
  }

  private func generate(_ request: Request) async throws -> Response {
    guard let ledger = await ledgers.ledger(request.headers[.authorization]) else {
      return refuse(
        Refusal(status: 401, code: "InvalidApiKey", message: "Invalid API-key provided."))
    }
    let body = try await request.body.collect(upTo: 1 << 20)
    let fault = await ledger.called()
    await ledger.began()
    let answer = try? await answer(Data(body.readableBytesView), fault, to: request, in: ledger)
    await ledger.ended()
    return answer ?? Response(status: .internalServerError)
  }

  private func answer(_ body: Data, _ fault: Fault?, to request: Request, in ledger: Ledger)
    async throws -> Response
  {
    if fault?.kind == .slow { try await Task.sleep(for: .seconds(fault?.seconds ?? 0.1)) }
    if let answer = refusal(fault) { return answer }
    let question = try? JSONDecoder.service.decode(Question.self, from: body).settled
    if let refusal = Refusal.of(question, customs: await ledger.customs) { return refuse(refusal) }
    guard let question else { return Response(status: .badRequest) }
    let sound = try await Sound(of: question, by: espeak)
    let usage = Usage(of: question, sound)
    await ledger.spoke(question, usage)
    return try await answer(usage, sound, fault, to: request, in: ledger)
  }

  private func answer(
    _ usage: Usage, _ sound: Sound, _ fault: Fault?, to request: Request, in ledger: Ledger
  ) async throws -> Response {
    let id = UUID().uuidString.lowercased()
    let bytes = sound.bytes(with: fault)
    var usage = usage
    if fault?.kind == .miscount { usage.characters = (usage.characters ?? 0) + 1 }
    let link = await link(to: bytes, id, fault, for: request, in: ledger)
    if request.headers[HTTPField.Name("X-DashScope-SSE")!] == "enable" {
      let stream = EventStream(
        sound: bytes, header: sound.header, request: id, usage: usage, link: link,
        fault: fault)
      return Response(
        status: .ok, headers: [.contentType: "text/event-stream;charset=UTF-8"], body: stream.body)
    }
    var reply = Reply(id, usage).stopped(link: link)
    if fault?.kind == .inlineSound {
      reply.output.audio.url = ""
      reply.output.audio.data = Data(bytes).base64EncodedString()
    }
    if fault?.kind == .stall { try await Task.sleep(for: .seconds(600)) }
    let json = try JSONEncoder.service.encode(reply)
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: json)))
  }

  /// A link that lives for a day, unless a fault says otherwise.
  private func link(
    to sound: [UInt8], _ id: String, _ fault: Fault?, for request: Request, in ledger: Ledger
  ) async -> Link {
    let place = fault?.address ?? "http://\(request.head.authority ?? "")"
    let name = "\(fault?.kind == .cutDownload ? "cut-" : "")\(id).wav"
    let life = fault?.kind == .deadLink ? 0 : fault?.seconds ?? 86_400
    let expires = Date(timeIntervalSinceNow: life)
    await ledgers.keep(sound, as: name, until: expires, for: ledger)
    let stamp = Int(expires.timeIntervalSince1970)
    let key = "Expires=\(stamp)&OSSAccessKeyId=canary-id&Signature=canary-signature"
    return Link(url: "\(place)/audio/\(name)?\(key)", expires: expires)
  }

  private func download(_ request: Request, _ name: String) async throws -> Response {
    // A key beside a signature takes another signing path there, and is refused.
    guard request.headers[.authorization] == nil, let sound = await ledgers.sound(name) else {
      return Response(
        status: .forbidden, headers: [.contentType: "application/xml"],
        body: .init(byteBuffer: ByteBuffer(string: "<Error><Code>AccessDenied</Code></Error>")))
    }
    struct Cut: Error {}
    if name.hasPrefix("cut-") {
      let body = ResponseBody(contentLength: sound.count) { writer in
        try await writer.write(ByteBuffer(bytes: sound.prefix(sound.count / 2)))
        throw Cut()
      }
      return Response(status: .ok, headers: [.contentType: "audio/wav"], body: body)
    }
    return Response(
      status: .ok, headers: [.contentType: "audio/wav"],
      body: .init(byteBuffer: ByteBuffer(bytes: sound)))
  }

  /// What a fault answers before anything is spoken.
  func refusal(_ fault: Fault?) -> Response? {
    switch fault?.kind {
    case .refuse:
      var answer = refuse(
        Refusal(
          status: fault?.status ?? 500, code: fault?.code ?? "InternalError",
          message: fault?.message ?? "canary-message"), form: fault?.form ?? .json)
      if let wait = fault?.retryAfter { answer.headers[.retryAfter] = wait }
      return answer
    case .noJSON:
      return Response(
        status: .ok, body: .init(byteBuffer: ByteBuffer(string: "<html>canary</html>")))
    case .redirect:
      return Response(
        status: .temporaryRedirect, headers: [.location: fault?.address ?? "http://localhost/"])
    default:
      return nil
    }
  }

  func refuse(_ refusal: Refusal, form: Fault.Form = .json) -> Response {
    let json =
      (try? JSONEncoder.service.encode(refusal)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let (type, text) =
      switch form {
      case .json: ("application/json", json)
      case .empty: ("application/json", "{}")
      case .text: ("text/html", "<html>502 Bad Gateway</html>")
      case .events: ("text/event-stream", "id:1\nevent:error\ndata:\(json)\n\n")
      case .openAI: ("application/json", "{\"error\":\(json)}")
      }
    return Response(
      status: .init(code: refusal.status), headers: [.contentType: type],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
