import Foundation

/// Why a step was made.
public struct Reason: Codable, Hashable, Sendable {
  /// What is different about it, in a reader's terms: `text changed`.
  public var what: [String]
  /// The steps it follows from.
  public var because: [String]
  /// What it all comes from: `the subtitles of es were edited: the text of cue 17`.
  public var roots: [String]

  public init(what: [String] = [], because: [String] = [], roots: [String] = []) {
    self.what = what
    self.because = because
    self.roots = roots
  }
}

/// What a pipeline ran last: the key of every step, and the one before it where it changed.
///
/// A run that ended early leaves the steps of the last one that was done beside its own: what changed is told against these.
///
/// History, not truth: without it nothing is recomputed, only `explain` has less to say.
public struct RunRecord: Codable, Sendable {
  public var steps: [String: Entry] = [:]

  /// One step by its label.
  public struct Entry: Codable, Hashable, Sendable {
    public var stage: String
    public var key: Digest
    /// Its key in the last run that was done, or when it was last different.
    public var previous: Digest?
    /// Whether the last run made it, rather than found it.
    public var made: Bool
    /// Why it was made when it last was.
    public var why: Reason?
  }

  /// The steps of the last run that was done, where a later one ended early.
  private var done: [String: Entry]?

  /// The settings of the pipeline file in the last run that was done, one by one, as `mix.mode`.
  public var settings: [String: String]?

  public init() {}

  /// The record of a pipeline, empty when it never ran.
  public init(of pipeline: String, in store: Store) {
    self = store.note("runs", of: pipeline) ?? RunRecord()
  }

  /// The last run that was done; empty where none was.
  public var lastDone: RunRecord {
    var record = self
    (record.steps, record.done) = (done ?? steps, nil)
    return record
  }

  /// Takes over what a run did; until it is said to be done, the one before it is the last that was.
  public mutating func update(with events: [Event]) {
    done = done ?? steps
    for label in steps.keys { steps[label]?.made = false }
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

  /// Says that a run is done: what its stages ran without is forgotten, such as the steps of a line that was removed;
  /// stages it left out stay as they were last done.
  public mutating func end(_ events: [Event], upstream: [String: [String]]) {
    var seen: Set<String> = []
    for case .kept(let step, _) in events { seen.insert(step.label) }
    for case .made(let step, _) in events { seen.insert(step.label) }
    func group(_ label: String) -> String {
      guard upstream[label] == nil, let slash = label.lastIndex(of: "/") else { return label }
      return String(label[..<slash])
    }
    let groups = Set(seen.map(group))
    let others = lastDone.steps.filter { !groups.contains(group($0.key)) }
    steps = steps.filter { seen.contains($0.key) }.merging(others) { own, _ in own }
    for label in others.keys { steps[label]?.made = false }
    done = nil
  }

  private mutating func note(_ step: Step, _ key: Digest, made: Bool) {
    let old = steps[step.label]
    let base = done?[step.label] ?? old
    let previous = base.flatMap { $0.key == key ? $0.previous : $0.key }
    steps[step.label] = Entry(
      stage: step.stage, key: key, previous: previous, made: made,
      why: old?.key == key ? old?.why : nil)
  }

  public func save(as pipeline: String, in store: Store) throws {
    try store.keepNote(self, "runs", of: pipeline)
  }
}
