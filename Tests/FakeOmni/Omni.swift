import Foundation
import HTTPTypes
import Hummingbird
import Voices

/// The endpoints, as vLLM-Omni has them.
struct Omni: Sendable {
  let shelves = Shelves()
  let espeak = Espeak()

  var router: Router<BasicRequestContext> {
    let router = Router()
    router.get("/health") { _, _ in Response(status: .ok) }
    router.get("/v1/models") { request, _ in await models(await shelf(request)) }
    router.get("/v1/audio/voices") { request, _ in await voices(await shelf(request), at: .usual) }
    router.get("/v1/voices") { request, _ in await voices(await shelf(request), at: .other) }
    router.post("/v1/audio/voices") { request, _ in try await upload(request) }
    router.delete("/v1/audio/voices/{name}") { request, context in
      let name = try context.parameters.require("name").removingPercentEncoding ?? ""
      let found = await shelf(request).remove(name)
      return found
        ? json(["success": "true", "message": "Voice deleted"])
        : Self.refuse(Refusal("Voice '\(name)' not found", status: 404))
    }
    router.post("/v1/audio/speech") { request, _ in try await speak(request) }
    router.get("/control") { request, _ in json(await shelf(request).count) }
    router.post("/control") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      await shelf(request).plan(
        try JSONDecoder.wire.decode(Behaviour.self, from: Data(body.readableBytesView)))
      return Response(status: .noContent)
    }
    return router
  }

  func shelf(_ request: Request) async -> Shelf {
    await shelves.shelf(request.headers[.authorization])
  }

  private func models(_ shelf: Shelf) async -> Response {
    await shelf.listed()
    struct Model: Encodable {
      var id: String
      var object = "model"
      var ownedBy = "vllm"
      var root: String
    }
    let names = ["CustomVoice", "VoiceDesign", "Base"].map { "Qwen/Qwen3-TTS-12Hz-1.7B-\($0)" }
    return json(["data": names.map { Model(id: $0, root: "\($0)@0c0e3051") }])
  }

  private enum Place { case usual, other }

  private func voices(_ shelf: Shelf, at place: Place) async -> Response {
    await shelf.listed()
    let traits = await shelf.traits
    if traits.contains(.locked) {
      return Self.refuse(Refusal("Unauthorized", status: 401))
    }
    guard !traits.contains(.noList), traits.contains(.listElsewhere) == (place == .other) else {
      return json(["detail": "Not Found"], status: 404)
    }
    struct Named: Encodable { var name: String }
    struct List<Entry: Encodable>: Encodable {
      var voices: [Entry]
      var uploadedVoices: [Shelf.Upload]
    }
    let uploads = await shelf.count.uploads
    let names = await shelf.voices
    guard !traits.contains(.listOfObjects) else {
      return json(List(voices: names.map { Named(name: $0) }, uploadedVoices: uploads))
    }
    return json(List(voices: names + uploads.map(\.name), uploadedVoices: uploads))
  }

  private func upload(_ request: Request) async throws -> Response {
    let body = try await request.body.collect(upTo: 12 << 20)
    guard
      let form = Form(Data(body.readableBytesView), type: request.headers[.contentType] ?? ""),
      let sample = form.fields["audio_sample"], let consent = form.text("consent"),
      let name = form.text("name"), !name.isEmpty
    else {
      return json(["detail": [["msg": "Field required"]]], status: 422)
    }
    guard sample.bytes.count <= 10 << 20 else {
      return Self.refuse(Refusal("File size exceeds maximum limit of 10MB"))
    }
    let upload = Shelf.Upload(
      name: name.lowercased(), consent: consent, refText: form.text("ref_text"),
      speakerDescription: form.text("speaker_description"),
      mimeType: sample.type ?? "audio/wav", fileSize: sample.bytes.count)
    let fault = await shelf(request).uploading()
    if let fault, fault.kind == .refuse { return answer(fault) }
    await shelf(request).upload(upload)
    // The voice is there, and its answer never comes.
    if fault?.kind == .stall { try await Task.sleep(for: .seconds(600)) }
    struct Done: Encodable {
      var success = true
      var voice: Shelf.Upload
    }
    return json(Done(voice: upload))
  }

  func json(_ value: some Encodable, status: Int = 200) -> Response {
    let bytes = (try? JSONEncoder.wire.encode(value)) ?? Data()
    return Response(
      status: .init(code: status), headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func refuse(_ refusal: Refusal) -> Response {
    let bytes = (try? JSONEncoder.wire.encode(refusal)) ?? Data()
    return Response(
      status: .init(code: refusal.error.code), headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension JSONEncoder {
  /// Keys as the server writes them, `uploaded_voices`.
  static var wire: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}

extension JSONDecoder {
  static var wire: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
