import Transport

/// One attempt that came to nothing: why, and whether another is safe and may help.
struct DashScopeFailure: Error {
  var error: SpeechError
  var mayRepeat: Bool
  /// The server's `Retry-After`.
  var wish: Duration?
  /// That the account was asked too much.
  var pressure: Pressure?
  /// Whether the service may have spoken, and so may ask for its money.
  var mayBeBilled = false
  /// The service's own number for the call, where it gave one.
  var request: String?

  /// An answer that ended before it was complete. What came of it is thrown away.
  static func broken(_ account: DashScopeAccount) -> DashScopeFailure {
    DashScopeFailure(
      error: SpeechError(
        .badAudio,
        "\(account.region.host) ended its answer before the sound was complete; try again.",
        retry: .maybe),
      mayRepeat: true, mayBeBilled: true)
  }

  /// A link that has expired before it was used. Only speaking again makes a new one.
  static func deadLink(_ account: DashScopeAccount) -> DashScopeFailure {
    DashScopeFailure(
      error: SpeechError(
        .badAudio, "\(account.region.host) did not hand out the sound behind its link; try again.",
        retry: .maybe),
      mayRepeat: true, mayBeBilled: true)
  }

  /// A link whose host cannot be reached: the sound is paid for, and speaking again would not bring it nearer.
  static func outOfReach(_ error: TransportError, _ account: DashScopeAccount) -> DashScopeFailure {
    let failure = DashScopeFailure(error)
    return DashScopeFailure(
      error: SpeechError(
        failure.error.kind,
        "\(account.name) made the sound, but its file could not be fetched: \(failure.error.description)",
        retry: failure.error.retry),
      mayRepeat: failure.mayRepeat && !error.wasNeverSent, mayBeBilled: true)
  }

  /// How many attempts there were is part of the sentence: each may have been paid for.
  func error(after attempts: Int) -> SpeechError {
    guard attempts > 1 else { return error }
    var error = error
    error.description += " This was attempt \(attempts)."
    return error
  }
}

extension DashScopeFailure {
  init(_ error: TransportError) {
    let kind: SpeechError.Kind =
      switch error.kind {
      case .cancelled: .cancelled
      case .connectTimedOut, .fellSilent, .tookTooLong: .timedOut
      case .tooLarge: .badAudio
      default: .unavailable
      }
    let passes = [.unreachable, .connectTimedOut, .fellSilent, .broken].contains(error.kind)
    self.init(
      error: SpeechError(
        kind, error.description, retry: passes || kind == .cancelled ? .maybe : .never),
      mayRepeat: passes,
      mayBeBilled: !error.wasNeverSent)
  }
}

extension DashScopeFailure {
  /// A refused handshake.
  init(_ answer: Answer, _ account: DashScopeAccount) {
    let reply = DashScopeReply(answer.body)
    let refusal = DashScopeRefusal(
      status: answer.status, code: reply?.code ?? "", message: reply?.message ?? "",
      request: reply?.request ?? answer.headers["x-request-id"], account: account)
    self.init(
      error: refusal.error, mayRepeat: refusal.error.retry == .maybe,
      wish: Backoff.wish(answer.headers["retry-after"]), pressure: refusal.pressure,
      request: refusal.request)
  }
}
