import Foundation

/// What a pipeline ran last: the key of every step, and the one before it where it changed.
///
/// History, not truth: without it nothing is recomputed, only `explain` has less to say.
public struct RunRecord: Codable, Sendable {
  public var steps: [String: Entry] = [:]

  /// One step by its label.
  public struct Entry: Codable, Hashable, Sendable {
    public var stage: String
    public var key: Digest
    /// Its key when it was last different.
    public var previous: Digest?
    /// Whether the last run made it, rather than found it.
    public var made: Bool
  }

  public init() {}

  /// The record of a pipeline, empty when it never ran.
  public init(of pipeline: String, in store: Store) {
    self = store.note("runs", of: pipeline) ?? RunRecord()
  }

  /// Takes over what a run did.
  public mutating func update(with events: [Event]) {
    // What was made early in a run is found again later in it, and still was made.
    var made: Set<String> = []
    for event in events {
      switch event {
      case .kept(let step, let key): note(step, key, made: made.contains(step.label))
      case .made(let step, let key):
        made.insert(step.label)
        note(step, key, made: true)
      default: continue
      }
    }
  }

  private mutating func note(_ step: Step, _ key: Digest, made: Bool) {
    let old = steps[step.label]
    let previous = old.flatMap { $0.key == key ? $0.previous : $0.key }
    steps[step.label] = Entry(stage: step.stage, key: key, previous: previous, made: made)
  }

  public func save(as pipeline: String, in store: Store) throws {
    try store.keepNote(self, "runs", of: pipeline)
  }
}
