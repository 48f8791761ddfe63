import Foundation

/// What a realtime session has come to so far. Pure: events in, sound or a failure out.
struct RealtimeTranscript: Sendable {
  let account: DashScopeAccount
  private(set) var sound: [UInt8] = []
  private(set) var characters: Int?
  private(set) var session: String?
  private(set) var revision: String?
  /// Only `session.finished` ends a session well.
  private(set) var isFinished = false
  private var open = 0

  init(_ account: DashScopeAccount) { self.account = account }

  /// - Throws: `DashScopeFailure` for an error, a response that failed, a session of another model.
  mutating func hear(_ text: String) throws(DashScopeFailure) {
    guard let event = RealtimeEvent(text) else { throw broken }
    switch event.type {
    case "session.created", "session.updated": try begin(event.session)
    case "response.created": open += 1
    case "response.audio.delta": try add(event.delta ?? "")
    case "response.done": try end(event.response)
    case "session.finished":
      guard open <= 0 else { throw broken }
      isFinished = true
    case "error": throw refusal(event.error)
    // The order of the rest differs from server to server.
    default: break
    }
  }

  private mutating func begin(_ told: RealtimeEvent.Session?) throws(DashScopeFailure) {
    session = told?.id ?? session
    guard let model = told?.model else { return }
    guard model == account.model || model.hasPrefix(account.model + "-20") else {
      throw DashScopeFailure(
        error: DashScopeRefusal(
          status: 404, code: "ModelNotFound", message: "", request: session, account: account
        ).error, mayRepeat: false)
    }
    revision = model
  }

  private mutating func add(_ delta: String) throws(DashScopeFailure) {
    guard let bytes = Data(base64Encoded: delta) else { throw broken }
    sound += bytes
  }

  private mutating func end(_ response: RealtimeEvent.Response?) throws(DashScopeFailure) {
    open -= 1
    if let billed = response?.usage?.characters { characters = (characters ?? 0) + billed }
    guard response?.status == "completed" else { throw broken }
  }

  private func refusal(_ failure: RealtimeEvent.Failure?) -> DashScopeFailure {
    let code = failure?.code ?? ""
    let words = (failure?.message ?? "").lowercased()
    // These come under a code that stands for anything.
    let isSlow = words.contains("rate limit")
    let isTired = words.contains("request timeout") || code == "session_expired"
    let status = isSlow ? 429 : isTired ? 500 : DashScopeRefusal.status(of: code)
    let refusal = DashScopeRefusal(
      status: status, code: code, message: words, request: session, account: account)
    let error = refusal.error
    return DashScopeFailure(
      error: error, mayRepeat: error.retry == .maybe, pressure: refusal.pressure,
      mayBeBilled: !sound.isEmpty)
  }

  private var broken: DashScopeFailure { .broken(account) }
}
