import Foundation
import Hummingbird

/// A voice an account made.
struct CustomVoice: Codable, Sendable {
  var voice: String
  var targetModel: String
  var gmtCreate = "2026-11-23 00:00:00"
}

/// What is asked of `POST …/customization`.
private struct Customization: Decodable {
  struct Input: Decodable {
    struct Audio: Decodable { var data: String? }
    var action: String?
    var targetModel: String?
    var preferredName: String?
    var audio: Audio?
    var voicePrompt: String?
    var previewText: String?
    var voice: String?
    var pageIndex: Int?
    var pageSize: Int?
  }
  var model: String?
  var input: Input?

  /// `vc` or `vd`: what its models and voices have in their names.
  var kind: String? {
    ["qwen-voice-enrollment": "vc", "qwen-voice-design": "vd"][model ?? ""]
  }
}

/// Voices that are made: cloned from a recording, or designed from words.
extension Service {
  func customize(_ request: Request) async throws -> Response {
    guard let ledger = await ledgers.ledger(request.headers[.authorization]) else {
      return refuse(
        Refusal(status: 401, code: "InvalidApiKey", message: "Invalid API-key provided."))
    }
    let body = try await request.body.collect(upTo: 16 << 20)
    let asked = try? JSONDecoder.service.decode(
      Customization.self, from: Data(body.readableBytesView))
    let fault = await ledger.customizing(asked?.input?.action)
    if let answer = refusal(fault) { return answer }
    guard let input = asked?.input, let kind = asked?.kind else { return refuse(Self.invalid) }
    switch input.action {
    case "create": return try await make(input, kind, fault, in: ledger)
    case "list":
      let all = await ledger.customs.filter { $0.voice.hasPrefix("qwen-tts-\(kind)-") }
      let size = input.pageSize ?? 10
      let page = all.dropFirst((input.pageIndex ?? 0) * size).prefix(size)
      return try answer(Output(voiceList: Array(page), totalCount: all.count))
    case "delete":
      guard await ledger.deleted(input.voice ?? "") else {
        return refuse(
          Refusal(code: "BadRequest.VoiceNotFound", message: "The voice does not exist."))
      }
      return try answer(Output())
    default: return refuse(Self.invalid)
    }
  }

  private func make(
    _ input: Customization.Input, _ kind: String, _ fault: Fault?, in ledger: Ledger
  ) async throws -> Response {
    let name = input.preferredName ?? ""
    guard name.wholeMatch(of: /[A-Za-z0-9_]{1,16}/) != nil, let target = input.targetModel,
      target.contains("-\(kind)-")
    else { return refuse(Self.invalid) }
    if kind == "vc", let code = complaint(about: input.audio?.data ?? "") {
      return refuse(Refusal(code: code, message: "The audio is not usable."))
    }
    let isTold =
      (1...2048).contains(input.voicePrompt?.count ?? 0)
      && (1...1024).contains(input.previewText?.count ?? 0)
    guard kind == "vc" || isTold else { return refuse(Self.invalid) }
    let tail = UUID().uuidString.lowercased().prefix(4)
    let made = CustomVoice(
      voice: "qwen-tts-\(kind)-\(name)-voice-20261123000000000-\(tail)", targetModel: target)
    await ledger.made(made)
    // The voice is there, and its answer never comes.
    if fault?.kind == .stall { try await Task.sleep(for: .seconds(600)) }
    var output = Output(voice: made.voice, targetModel: target)
    guard kind == "vd" else { return try answer(output) }
    let question = Question(input: .init(text: input.previewText))
    let sound = try await Sound(of: question, by: espeak)
    output.previewAudio = ["data": Data(sound.bytes(with: nil)).base64EncodedString()]
    return try answer(output)
  }

  /// Why a recording is refused: WAV by its header, others by their size.
  private func complaint(about link: String) -> String? {
    guard link.hasPrefix("data:audio/"), let comma = link.firstIndex(of: ","),
      let data = Data(base64Encoded: String(link[link.index(after: comma)...])), data.count > 44
    else { return "Audio.DecoderError" }
    guard data.count < 10_000_000 else { return "Audio.FileSizeLimitError" }
    guard data.prefix(4) == Data("RIFF".utf8) else { return nil }
    let number = { (at: Int, count: Int) in
      (0..<count).reduce(0) { $0 | Int(data[at + $1]) << (8 * $1) }
    }
    guard number(22, 2) == 1, number(24, 4) >= 24_000 else { return "Audio.AudioRateError" }
    let seconds = (data.count - 44) / max(1, number(28, 4))
    return (3...60).contains(seconds) ? nil : "Audio.DurationLimitError"
  }

  private static let invalid = Refusal(
    code: "InvalidParameter", message: "Required body invalid.")

  private struct Output: Encodable {
    var voice: String?
    var targetModel: String?
    var previewAudio: [String: String]?
    var voiceList: [CustomVoice]?
    var totalCount: Int?
  }

  private func answer(_ output: Output) throws -> Response {
    struct Whole: Encodable {
      var output: Output
      var usage = ["count": 1]
      var requestId = UUID().uuidString.lowercased()
    }
    let json = try JSONEncoder.service.encode(Whole(output: output))
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: json)))
  }
}
