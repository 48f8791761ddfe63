import Foundation

/// One process at a time makes what costs money; the others wait, and find it made.
extension Execution {
  /// How often it is looked whether another process has finished a step.
  private static let patience = Duration.milliseconds(100)
  /// Looks after which a person is told what the run waits for.
  private static let looksUntilTold = 20

  /// Makes what may cost money, unless another process is at it or has done so meanwhile.
  func buy<S: Stage>(_ stage: S, _ recipe: Recipe, _ step: Step, _ input: S.Input)
    async throws -> S.Output
  {
    let lease = try await lease(of: recipe.key, for: step)
    let renewing = Task { [terms] in
      while true {
        try await Task.sleep(for: terms.renewal)
        lease.renew()
      }
    }
    defer {
      renewing.cancel()
      lease.end()
    }
    if let output = try await kept(stage, recipe, step) {
      journal.record(.kept(step, key: recipe.key))
      return output
    }
    return try await make(stage, recipe, step, input)
  }

  /// Waits until the key is free, or until whoever holds it was not seen at work for too long.
  ///
  /// That is counted while this process waits and runs: a clock that jumps, or a machine that slept, ends no lease.
  private func lease(of key: Digest, for step: Step) async throws -> Store.Lease {
    let clock = SuspendingClock()
    var (seen, since, looks) = (store.leaseStamp(key), clock.now, 0)
    while true {
      if let lease = try store.lease(key) { return lease }
      guard !isHalted else { throw NotBegun() }
      let now = store.leaseStamp(key)
      if now != seen {
        (seen, since) = (now, clock.now)
      } else if let stamp = now, clock.now - since > terms.expiry {
        try store.expire(key, seen: stamp)
        continue
      }
      looks += 1
      if looks == Self.looksUntilTold {
        tellOfWaiting(for: step)
      }
      try await Task.sleep(for: Self.patience)
    }
  }
}

/// How long a lease lasts without a sign of its holder, and how often that gives one.
struct LeaseTerms: Sendable {
  var expiry = Duration.seconds(600)
  var renewal = Duration.seconds(30)
}
