import Dubbing
import Foundation
import Transport

/// What was heard of a session so far.
struct RealtimeHearing {
  let account: DashScopeAccount
  /// Whether the text was sent, and so may be billed.
  var hasAsked = false
  private(set) var sound: [UInt8] = []
  private(set) var isComplete = false
  private var usage: DashScopeUsage?
  private var session: String?
  private var response: String?
  /// Types of the events so far.
  private var heard: Set<String> = []

  init(account: DashScopeAccount) { self.account = account }

  /// The service's own number for what was said, or for the session.
  private var request: String? { response ?? session }

  var reply: DashScopeReply {
    DashScopeReply(
      sound: sound, characters: usage?.billed(by: account.model), request: request)
  }

  mutating func take(_ event: RealtimeEvent) throws {
    heard.insert(event.type)
    switch event.type {
    case "session.created", "session.updated":
      session = event.session?.id ?? session
      try check(event.session?.model)
    case "response.created": response = response ?? event.response?.id
    case "response.audio.delta":
      guard let bytes = Data(base64Encoded: event.delta ?? "", options: .ignoreUnknownCharacters)
      else { throw broken }
      sound += bytes
    case "response.done": try add(event.response)
    case "session.finished": isComplete = true
    case "error": throw refusal(event.error)
    default: break
    }
  }

  /// The service takes any name, and may answer with the voice of another model.
  private func check(_ model: String?) throws {
    guard let model, !model.isEmpty, model != account.model,
      // An alias may tell its snapshot.
      !model.hasPrefix(account.model + "-20")
    else { return }
    throw DashScopeFailure(
      error: SpeechError(
        .missingModel,
        "\(account.region.host) answers as \(shown(model)), not as \(shown(account.model)); check the model."
      ),
      mayRepeat: false, mayBeBilled: hasAsked, request: request)
  }

  private mutating func add(_ response: RealtimeEvent.Response?) throws {
    guard response?.status ?? "completed" == "completed" else { throw broken }
    guard let more = response?.usage else { return }
    usage = usage.map { $0 + more } ?? more
  }

  private func refusal(_ error: RealtimeEvent.Failure?) -> DashScopeFailure {
    let (code, message) = (error?.code ?? "", error?.message ?? "")
    let refusal = DashScopeRefusal(
      status: DashScopeRefusal.status(of: code, message), code: code, message: message,
      request: request, account: account)
    return DashScopeFailure(
      error: refusal.error, mayRepeat: refusal.error.retry == .maybe,
      pressure: refusal.pressure, mayBeBilled: !sound.isEmpty, request: request)
  }
}

// MARK: Ends that are none

extension RealtimeHearing {
  /// An answer that is no good, or not all.
  var broken: DashScopeFailure {
    var failure = DashScopeFailure.broken(account)
    failure.mayBeBilled = hasAsked
    failure.request = request
    return failure
  }

  /// What it means that the service hung up: after a greeting alone, that it does not have the model.
  var brokenOff: DashScopeFailure {
    let isGreetedOnly = heard.isSubset(of: ["session.created", "session.updated"])
    guard isGreetedOnly, !heard.isEmpty else { return broken }
    return DashScopeFailure(
      error: SpeechError(
        .missingModel,
        "\(account.region.name) let \(shown(account.model)) in and hung up without a word, as it does where it has no "
          + "such model: misspelt, not there, or retired (most dated Qwen-TTS models were to end on \(QwenModel.lastDay)). "
          + "Try qwen3-tts-flash-realtime; if the model is there, run again."),
      mayRepeat: false, request: request)
  }

  /// A session that is cut off says no more than that it was.
  func failure(_ error: TransportError) -> DashScopeFailure {
    guard error.kind != .broken else { return brokenOff }
    var failure = DashScopeFailure(error)
    failure.mayBeBilled = failure.mayBeBilled && hasAsked
    failure.request = request
    return failure
  }
}
