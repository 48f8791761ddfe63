public import Engine

/// Gathers the steps of a run for its ledger: what was made or failed one by one, what was kept as counts.
public final class LedgerJournal: Journal {
  struct Entry: Sendable {
    var stage: String
    var key: Digest?
    var isMade: Bool
    var duration: Duration?
  }

  private struct State {
    var started: [String: ContinuousClock.Instant] = [:]
    var entries: [String: Entry] = [:]
    var unwritten: Set<String> = []
    /// Labels by stage: what is asked for twice in a run is one step.
    var kept: [String: Set<String>] = [:]
  }

  private let state = Locked(State())

  public init() {}

  public func record(_ event: Event) {
    state.withLock { state in
      switch event {
      case .expected, .damaged: break
      case .started(let step): state.started[step.label] = .now
      case .kept(let step, _): state.kept[step.stage, default: []].insert(step.label)
      case .made(let step, let key): Self.end(step, key, isMade: true, &state)
      case .failed(let step, _, _): Self.end(step, nil, isMade: false, &state)
      }
    }
  }

  private static func end(_ step: Step, _ key: Digest?, isMade: Bool, _ state: inout State) {
    let start = state.started.removeValue(forKey: step.label)
    state.entries[step.label] = Entry(
      stage: step.stage, key: key, isMade: isMade, duration: start.map { .now - $0 })
    state.unwritten.insert(step.label)
  }

  /// What was made or failed, by label.
  var entries: [String: Entry] { state.withLock(\.entries) }

  /// Those of them that were not asked for before.
  func takeUnwritten() -> [String: Entry] {
    state.withLock { state in
      defer { state.unwritten = [] }
      return state.entries.filter { state.unwritten.contains($0.key) }
    }
  }

  /// How many steps of each stage were found and not made.
  var kept: [String: Int] {
    state.withLock { state in
      state.kept.mapValues { labels in
        labels.count { state.entries[$0]?.isMade != true }
      }.filter { $0.value > 0 }
    }
  }
}
