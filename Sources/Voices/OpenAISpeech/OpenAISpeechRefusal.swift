import Dubbing
import Foundation

/// Why a server of the OpenAI contract did not speak, as a sentence with a remedy.
///
/// Its message is only looked at, never shown: it may quote the line.
struct OpenAISpeechRefusal {
  let status: Int
  let message: String
  let server: OpenAISpeechServer
  /// The server's own number for the call.
  var request: String?

  /// - Parameter body: `{"error":{…}}`, `{"detail":…}`, `{}`, a page, or nothing.
  init(status: Int, body: [UInt8], server: OpenAISpeechServer, request: String? = nil) {
    let wire = try? JSONDecoder().decode(OpenAISpeechComplaint.self, from: Data(body))
    let inner = wire?.error?.status ?? wire?.code
    // A refusal inside an answer that said 200.
    self.status = (200..<300).contains(status) ? inner ?? 400 : status
    message = (wire?.text ?? String(decoding: body.prefix(2_000), as: UTF8.self)).lowercased()
    self.server = server
    self.request = request
  }

  var error: SpeechError {
    let (kind, sentence, retry) = judgement
    let trace = request.map { ", request \(Self.plain($0))" } ?? ""
    return SpeechError(kind, "\(sentence) (\(server.host): \(status)\(trace))", retry: retry)
  }

  private typealias Judgement = (SpeechError.Kind, String, SpeechError.Retry)

  private var judgement: Judgement {
    // OpenAI says 429 to an empty account, as it does to too many calls.
    let unpaid = ["insufficient_quota", "exceeded your current quota", "billing_"]
    if status < 500, unpaid.contains(where: message.contains) { return notPaid }
    switch status {
    case 401, 403: return wrongKey
    case 402: return notPaid
    case 404 where !message.contains("model") && !message.contains("voice"): return noPath
    case 404 where message.contains("model"): return noModel
    case 408, 504:
      return (.timedOut, "The server took too long; try again, or write `mode: stream`.", .maybe)
    case 429:
      return (.throttled, "\(server.name) is asked too much; lower its `concurrency`.", .maybe)
    case 501: return (.refused, "The server does not do what was asked; look in its log.", .never)
    case 500...599:
      return (.unavailable, "The server is in trouble; look in its log, and try again.", .maybe)
    default: return ofLine
    }
  }

  /// What concerns the line, its voice or its model; the words are those of vLLM-Omni and its like.
  private var ofLine: Judgement {
    let task = ["task_type", "task type", "ref_text", "ref_audio", "voicedesign", "checkpoint"]
    if task.contains(where: message.contains) {
      return (
        .refused,
        "`\(shown(server.model))` does not do what was asked of it; set `task` to custom-voice, voice-design or "
          + "voice-clone, as its checkpoint is, or leave it out.", .never
      )
    }
    if message.contains("instruction") {
      return (
        .refused, "The server does not take this direction; shorten it or take it out.", .never
      )
    }
    if ["voice", "speaker"].contains(where: message.contains) {
      return (
        .missingVoice,
        "`\(shown(server.model))` does not have this voice; see `polydub voices --provider \(server.name)`.",
        .never
      )
    }
    if message.contains("model") { return noModel }
    if ["too long", "length", "maximum"].contains(where: message.contains) || status == 413 {
      return (.refused, "The line is too long for \(server.host); break it up.", .never)
    }
    if message.contains("language") {
      return (.refused, "The server does not speak the language; choose another provider.", .never)
    }
    return (.refused, "\(server.name) refuses the line; look in the server's log.", .never)
  }

  private var notPaid: Judgement {
    (
      .unpaid,
      "The account of \(server.name) has no money or quota left; pay it, or raise its limit.",
      .never
    )
  }

  private var wrongKey: Judgement {
    let remedy =
      server.keyVariable.map { "does not take the key in \($0); correct it" }
      ?? "wants a key; write `key: env:NAME` in its entry"
    return (.unauthorized, "\(server.name) \(remedy).", .never)
  }

  private var noPath: Judgement {
    (
      .unavailable,
      "There is no `/audio/speech` under the `url` of \(server.name); it usually ends in /v1.",
      .never
    )
  }

  private var noModel: Judgement {
    (
      .missingModel,
      "\(server.host) has no model \(shown(server.model)); write the name it was started with.",
      .never
    )
  }

  /// Numbers from outside go into sentences.
  static func plain(_ text: String) -> String {
    String(
      text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }.prefix(64))
  }
}
