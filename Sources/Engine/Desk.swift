/// Hands out places to work, and each key to one worker at a time.
///
/// Whoever asks for a key that is being made waits for it and then finds it in the store: equal lines are spoken once, even
/// when two languages ask for them at the same moment.
///
/// Who waits for a service has a place of another kind: it needs no processor, and should keep none waiting.
final class Desk: Sendable {
  fileprivate struct Places {
    var free: Int
    var queue: [CheckedContinuation<Void, Never>] = []
    var first = 0
  }

  private struct State {
    var places: [Stay: Places]
    var claims: [Digest: [CheckedContinuation<Void, Never>]] = [:]
  }

  private let state: Locked<State>

  init(places: Int, atServices: Int) {
    state = Locked(
      State(places: [.processor: Places(free: places), .service: Places(free: atServices)]))
  }

  /// Waits for the key, then for a place.
  func claim(_ key: Digest, at stay: Stay) async throws {
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
        guard state.places[stay]?.free == 0 else {
          state.places[stay]?.free -= 1
          return true
        }
        state.places[stay]?.queue.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Gives both back; the next in line goes on.
  func release(_ key: Digest, at stay: Stay) {
    let (place, heir) = state.withLock { state in
      (state.places[stay]?.next(), Self.nextClaim(key, &state))
    }
    place?.resume()
    heir?.resume()
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

extension Desk.Places {
  /// Whoever is next in the queue; nobody, and one more place is free.
  fileprivate mutating func next() -> CheckedContinuation<Void, Never>? {
    guard first < queue.count else {
      queue.removeAll(keepingCapacity: true)
      first = 0
      free += 1
      return nil
    }
    first += 1
    return queue[first - 1]
  }
}
