/// Hands out places to work, and each key to one worker at a time.
///
/// Whoever asks for a key that is being made waits for it and then finds it in the store: equal lines are spoken once, even
/// when two languages ask for them at the same moment.
final class Desk: Sendable {
  private struct State {
    var places: Int
    var queue: [CheckedContinuation<Void, Never>] = []
    var first = 0
    var claims: [Digest: [CheckedContinuation<Void, Never>]] = [:]
  }

  private let state: Locked<State>

  init(places: Int) { state = Locked(State(places: places)) }

  /// Waits for the key, then for a place.
  func claim(_ key: Digest) async throws {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.claims[key] != nil else {
          state.claims[key] = []
          return true
        }
        state.claims[key]?.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.places == 0 else {
          state.places -= 1
          return true
        }
        state.queue.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Gives both back; the next in line goes on.
  func release(_ key: Digest) {
    let (place, heir) = state.withLock { state in
      (Self.nextPlace(&state), Self.nextClaim(key, &state))
    }
    place?.resume()
    heir?.resume()
  }

  private static func nextPlace(_ state: inout State) -> CheckedContinuation<Void, Never>? {
    guard state.first < state.queue.count else {
      state.queue.removeAll(keepingCapacity: true)
      state.first = 0
      state.places += 1
      return nil
    }
    state.first += 1
    return state.queue[state.first - 1]
  }

  private static func nextClaim(_ key: Digest, _ state: inout State)
    -> CheckedContinuation<Void, Never>?
  {
    guard var waiting = state.claims[key], !waiting.isEmpty else {
      state.claims[key] = nil
      return nil
    }
    let heir = waiting.removeFirst()
    state.claims[key] = waiting
    return heir
  }
}
