import Foundation
import Transport

/// Lets calls through as their accounts allow, shared by all languages of all runs on this machine.
public final class Turns: Sendable {
  private let folder: String?
  private let turnstiles = Guarded<[String: Turnstile]>([:])

  /// - Parameter folder: where processes tell each other of their calls; nil for this process alone.
  public init(folder: String?) { self.folder = folder }

  func turnstile(of call: Call) -> Turnstile {
    turnstiles.withLock { known in
      if let turnstile = known[call.account] { return turnstile }
      let turnstile = Turnstile(
        CallRateFile(account: call.account, in: folder), places: call.allowance.concurrency)
      known[call.account] = turnstile
      return turnstile
    }
  }
}

/// The way to one account: some at once, one after the other.
final class Turnstile: Sendable {
  private let rate: CallRateFile
  private let places: Waiting
  private let head = Waiting(places: 1)

  init(_ rate: CallRateFile, places: Int) {
    self.rate = rate
    self.places = Waiting(places: max(1, places))
  }

  /// Waits for the call's turn.
  ///
  /// - Throws: `cancelled` where the run stopped meanwhile; nothing was sent then.
  func enter(_ call: Call, unless isStopping: () -> Bool) async throws(SpeechError) {
    await places.enter()
    await head.enter()
    defer { head.leave() }
    while !isStopping() {
      let wait = rate.change { rate, now in
        let wait = rate.next(at: now, call.allowance) - now
        if wait <= 0 { rate.send(at: now, call.allowance) }
        return wait
      }
      guard wait > 0 else { return }
      guard await pause(wait) else { break }
    }
    places.leave()
    throw SpeechError.stopped
  }

  /// The call has ended.
  func leave(_ outcome: CallOutcome) {
    places.leave()
    rate.change { rate, now in
      guard let pressure = outcome.pressure else {
        if outcome.failure == nil { rate.answered() }
        return
      }
      let wish = outcome.retryAfter.map { Int($0 / .nanoseconds(1)) }
      rate.refused(pressure, at: now, wish: wish)
    }
  }

  /// Not longer than a stop should take; false where the task was cancelled.
  private func pause(_ nanoseconds: Int) async -> Bool {
    (try? await Task.sleep(for: .nanoseconds(min(nanoseconds, 200_000_000)))) != nil
  }
}

/// Places that are waited for in order.
private final class Waiting: Sendable {
  private struct State {
    var free: Int
    var queue: [CheckedContinuation<Void, Never>] = []
    var first = 0
  }

  private let state: Guarded<State>

  init(places: Int) { state = Guarded(State(free: places)) }

  func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        state.queue.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.first < state.queue.count else {
        state.queue.removeAll(keepingCapacity: true)
        state.first = 0
        state.free += 1
        return nil
      }
      state.first += 1
      return state.queue[state.first - 1]
    }
    next?.resume()
  }
}
