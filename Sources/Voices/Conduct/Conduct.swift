/// How a run behaves toward services: each call waits for its turn, counts against the limit, and is written down.
public struct Conduct: Sendable {
  /// Who writes calls down, in this order.
  public var watchers: [any CallWatcher]

  public init(watchers: [any CallWatcher] = []) {
    self.watchers = watchers
  }

  /// Makes a call.
  ///
  /// Every request that may be billed goes through here, repeats included.
  /// - Parameter ask: asks once, and says how that ended, well or not.
  /// - Throws: what `ask` failed with; what keeps the call from being made.
  func make<Answer: Sendable>(
    _ call: Call, _ ask: () async -> (Result<Answer, any Error>, CallOutcome)
  ) async throws -> Answer {
    var begun: [CallTicket] = []
    for watcher in watchers { begun.append(try watcher.began(call)) }
    let (answer, outcome) = await ask()
    for ticket in begun { ticket.end(outcome) }
    return try answer.get()
  }
}

/// Told of every call before it is sent and after it ended, from any thread.
public protocol CallWatcher: Sendable {
  /// - Throws: to keep the call from being made.
  func began(_ call: Call) throws -> CallTicket
}

/// A call that was told of and has not ended.
public struct CallTicket: Sendable {
  let end: @Sendable (CallOutcome) -> Void

  /// - Parameter end: what to do once it is known how the call ended; runs once.
  public init(end: @escaping @Sendable (CallOutcome) -> Void) { self.end = end }
}
