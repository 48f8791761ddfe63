import Dubbing
import Foundation

/// Why DashScope did not speak, told apart: what may be asked again, and what only people can mend.
///
/// Status first, then code, then message: the same code stands for a bad line and for a tired server.
/// The message is only looked at, never shown: it may quote the line.
/// Source: Model Studio error codes, October 2026, and messages seen by other clients.
struct DashScopeRefusal {
  let status: Int
  let code: String
  let message: String
  var request: String?
  let account: DashScopeAccount

  /// As a sentence with a remedy.
  var error: SpeechError {
    let (kind, sentence, retry) = judgement
    var error = SpeechError(kind, "\(sentence) (\(trace))", retry: retry)
    error.description = error.description.replacingOccurrences(of: "  ", with: " ")
    return error
  }

  /// That the account was asked too much: time mends it.
  var pressure: Pressure? {
    guard error.kind == .throttled else { return nil }
    let isBurst =
      code.lowercased().filter { $0 != "_" }.hasSuffix("burstrate")
      || message.lowercased().contains("too quickly")
    return isBurst ? .burst : .rate
  }

  /// `429 Throttling.RateQuota, request 3f2…`, for the vendor's support desk.
  private var trace: String {
    let code = plain(code, or: "no code")
    return "\(account.region.host): \(status) \(code)"
      + (request.map { ", request \(plain($0, or: "unknown"))" } ?? "")
  }

  /// Codes and request numbers come from outside, and go into sentences.
  func plain(_ text: String, or none: String) -> String {
    let safe = text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    return safe.isEmpty ? none : String(safe.prefix(64))
  }

  typealias Judgement = (SpeechError.Kind, String, SpeechError.Retry)

  private var judgement: Judgement {
    if let judged = account(of: code) ?? connection(of: code) ?? speech(of: code) { return judged }
    switch status {
    case 401: return wrongKey
    case 402, 403: return noRight
    case 404: return noModel
    case 429: return tooFast
    case 500...599:
      return (.unavailable, "The service is in trouble; try again in some minutes.", .maybe)
    default:
      return (.refused, "\(account.name) refuses the line; try it by itself.", .never)
    }
  }

  /// What concerns the account, whatever the line.
  private func account(of code: String) -> Judgement? {
    let code = code.lowercased()
    let words = message.lowercased()
    if code.hasPrefix("invalidapikey") || code == "invalid_api_key" { return wrongKey }
    if ["arrearage", "commoditynotpurchased"].contains(code) || code.hasSuffix("billoverdue") {
      return (
        .unpaid, "The account of \(account.name) is overdue or the model not bought; pay.", .never
      )
    }
    if code.hasSuffix("freetieronly") || words.contains("free allocated quota exceeded")
      || words.contains("free quota") || words.contains("free tier")
    {
      return (
        .unpaid, "The free quota of \(account.name) is used up; allow paid use in its console.",
        .never
      )
    }
    if code.hasPrefix("throttling") || code == "limitrequests" || code == "limit_requests"
      || code == "insufficient_quota"
    {
      // Over HTTP 400 this code means that a store of voices is full.
      return status == 400 ? nil : tooFast
    }
    if code.contains("accessdenied") || code.contains("unpurchased") { return noRight }
    return nil
  }

  /// What concerns the line, its voice or its model.
  private func speech(of code: String) -> Judgement? {
    let code = code.lowercased()
    let words = message.lowercased()
    if code.contains("datainspection") || code.contains("data_inspection") {
      return (
        .moderated,
        "The moderation of \(account.region.host) will not speak this line; change its words or its provider.",
        .never
      )
    }
    if code.contains("modelnotfound") || code == "model_not_found"
      || words.contains("model not exist")
    {
      return noModel
    }
    guard status < 500 else { return nil }
    if words.contains("input length") || words.contains("range of input") {
      return (
        .refused, "The line is too long for \(plain(account.model, or: "the model")); break it up.",
        .never
      )
    }
    if words.contains("does not support http") { return overSocketOnly }
    if words.contains("url error") {
      return (
        .missingModel,
        "\(shown(account.model)) does not speak over this kind of connection; use qwen3-tts-flash.",
        .never
      )
    }
    if isOfAnotherModel(words) { return otherVoices }
    if code.contains("voicenotfound") || words.contains("voice") {
      return (
        .missingVoice, "\(shown(account.model)) does not have this voice; choose another.", .never
      )
    }
    return nil
  }
}
