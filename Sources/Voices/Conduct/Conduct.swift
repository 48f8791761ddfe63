/// How a run behaves toward services: each call waits for its turn, counts against the limit, and is written down.
public struct Conduct: Sendable {
  /// Where calls wait for their turn; nil to send them at once.
  public var turns: Turns?
  /// Who writes calls down, in this order.
  public var watchers: [any CallWatcher]

  /// Where calls that brought sound wait to be told as ended until it is kept; nil to tell them at once.
  public var endings: Endings?

  /// Whether the run is about to end, so that a call that waits should not be sent.
  public var isStopping: @Sendable () -> Bool = { false }

  public init(turns: Turns? = nil, watchers: [any CallWatcher] = []) {
    self.turns = turns
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
    let turnstile = turns?.turnstile(of: call)
    try await turnstile?.enter(call, unless: isStopping)
    var outcome = CallOutcome(characters: 0, failure: .cancelled)
    defer { turnstile?.leave(outcome) }
    let tickets = try begin(call)
    let answer: Result<Answer, any Error>
    (answer, outcome) = await ask()
    let (ended, hasSound) = (outcome, outcome.failure == nil)
    let tell = { @Sendable in for ticket in tickets { ticket.end(ended) } }
    if hasSound, let endings { endings.add(tell) } else { tell() }
    return try answer.get()
  }

  /// Tells every watcher; where one forbids the call, it never was for those told before.
  private func begin(_ call: Call) throws -> [CallTicket] {
    var tickets: [CallTicket] = []
    do {
      for watcher in watchers { tickets.append(try watcher.began(call)) }
    } catch {
      for ticket in tickets { ticket.end(CallOutcome(characters: 0, failure: .cancelled)) }
      throw error
    }
    return tickets
  }
}

/// Told of every call before it is sent and after it ended, from any thread.
public protocol CallWatcher: Sendable {
  /// - Throws: to keep the call from being made.
  func began(_ call: Call) throws -> CallTicket
}

/// A call that was told of and has not ended.
public struct CallTicket: Sendable {
  public let end: @Sendable (CallOutcome) -> Void

  /// - Parameter end: what to do once it is known how the call ended; runs once.
  public init(end: @escaping @Sendable (CallOutcome) -> Void) { self.end = end }
}
