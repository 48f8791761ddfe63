import Foundation

/// A run beside the one before it: which steps are different, and from which others that follows.
///
/// Steps that run for each element are compared by content: a line that moves from place 17 to 18 is the same line.
public final class RunComparison {
  /// A step of the run and the one it stands in for.
  public struct Pair: Sendable {
    public var label: String
    public var stage: String
    public var key: Digest
    /// Its key the time before; nil where there was no such step.
    public var before: Digest?
    public var made: Bool

    public var isChanged: Bool { before != key }
  }

  public let pairs: [String: Pair]
  /// Labels of stages that ran in this run and had run before.
  public let knownGroups: Set<String>
  private let upstream: [String: [String]]
  private let store: Store
  private var results: [Digest: [String: Any]] = [:]

  /// - Parameters:
  ///   - upstream: of the graph that ran.
  public init(
    _ events: [Event], before: RunRecord, upstream: [String: [String]], store: Store
  ) {
    self.upstream = upstream
    self.store = store
    var after = RunRecord()
    after.update(with: events)
    let new = Dictionary(grouping: after.steps.keys) { Self.group(of: $0, in: upstream) }
    let old = Dictionary(grouping: before.steps.keys) { Self.group(of: $0, in: upstream) }
    knownGroups = Set(new.keys).intersection(old.keys)
    var pairs: [String: Pair] = [:]
    for (group, labels) in new {
      let matching = StepMatching(
        before: Self.ordered(old[group] ?? [], before), after: Self.ordered(labels, after),
        store: store)
      for (label, key) in matching.previous { pairs[label] = after.pair(label, before: key) }
    }
    self.pairs = pairs
  }

  /// `es/speak` for `es/speak/17`.
  public func group(of label: String) -> String { Self.group(of: label, in: upstream) }

  private static func group(of label: String, in upstream: [String: [String]]) -> String {
    if upstream[label] != nil { return label }
    return label.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// The steps of one stage, in the order of their numbers.
  private static func ordered(_ labels: [String], _ record: RunRecord) -> [(
    String, RunRecord.Entry
  )] {
    labels.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
      .compactMap { label in record.steps[label].map { (label, $0) } }
  }

  /// What lies in the store under a key, read once, its recipe as it may be told.
  public func result(_ stage: String, _ key: Digest) -> [String: Any]? {
    if let known = results[key] { return known }
    var result = store.resultJSON(stage: stage, key: key)
    if let recipe = result?["recipe"] { result?["recipe"] = store.concealment.concealed(recipe) }
    results[key] = result
    return result
  }

  /// Where the recipe of a step differs from the one before.
  public func differences(of pair: Pair) -> [RecipeDifference] {
    guard let before = pair.before, let old = result(pair.stage, before),
      let new = result(pair.stage, pair.key)
    else { return [] }
    return Engine.differences(from: old["recipe"], to: new["recipe"])
  }

  /// Whether what comes out of a step is different, and not only how it is made.
  public func hasNewOutput(_ pair: Pair) -> Bool {
    guard pair.isChanged else { return false }
    guard let before = pair.before, let old = result(pair.stage, before)?["output"],
      let new = result(pair.stage, pair.key)?["output"]
    else { return true }
    return !Engine.differences(from: old, to: new).isEmpty
  }

  /// The changed steps a step takes its input from, by the label of their stage.
  public func changedNeeds(of label: String) -> [String: [Pair]] {
    let needs = Set(upstream[group(of: label)] ?? [])
    return changed.filter { needs.contains($0.key) }
  }

  /// Every step with new output, by the label of its stage.
  private lazy var changed: [String: [Pair]] = {
    let all = pairs.values.filter { hasNewOutput($0) }
    return Dictionary(grouping: all) { group(of: $0.label) }.mapValues {
      $0.sorted { $0.label.compare($1.label, options: .numeric) == .orderedAscending }
    }
  }()

  /// Whether a stage takes its input from another, directly or not.
  public func descends(_ group: String, from other: String) -> Bool {
    ancestors(of: group).contains(other)
  }

  private var lineage: [String: Set<String>] = [:]

  private func ancestors(of group: String) -> Set<String> {
    if let known = lineage[group] { return known }
    var all: Set<String> = []
    for need in upstream[group] ?? [] { all.formUnion(ancestors(of: need).union([need])) }
    lineage[group] = all
    return all
  }
}

extension RunRecord {
  fileprivate func pair(_ label: String, before: Digest?) -> RunComparison.Pair? {
    steps[label].map {
      .init(label: label, stage: $0.stage, key: $0.key, before: before, made: $0.made)
    }
  }
}
