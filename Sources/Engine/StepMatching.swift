/// Which step of the run before each step of one stage stands in for, by content.
struct StepMatching {
  /// By label: the key before; nil where there was none.
  private(set) var previous: [String: Digest?] = [:]

  private typealias Place = (index: Int, label: String, entry: RunRecord.Entry)

  /// - Parameters: the steps of both runs in the order of their elements.
  init(
    before: [(String, RunRecord.Entry)], after: [(String, RunRecord.Entry)], store: Store
  ) {
    let (old, new) = (Set(before.map(\.1.key)), Set(after.map(\.1.key)))
    var rest: [Place] = []
    for (index, (label, entry)) in after.enumerated() {
      let isKnown = old.contains(entry.key)
      previous.updateValue(isKnown ? entry.key : nil, forKey: label)
      if !isKnown { rest.append((index, label, entry)) }
    }
    let gone = before.enumerated().map { Place($0, $1.0, $1.1) }
      .filter { !new.contains($0.entry.key) }
    match(rest, with: gone, reach: abs(before.count - after.count) + 2, store)
  }

  /// The likest first; an element moves no farther than elements were added or removed.
  private mutating func match(_ new: [Place], with old: [Place], reach: Int, _ store: Store) {
    guard !new.isEmpty, !old.isEmpty else { return }
    if new.count == 1, old.count == 1 {
      previous[new[0].label] = old[0].entry.key
      return
    }
    var candidates: [(cost: Int, new: Int, old: Int)] = []
    let recipes = old.map { store.recipe(stage: $0.entry.stage, key: $0.entry.key) }
    for (i, one) in new.enumerated() {
      let after = store.recipe(stage: one.entry.stage, key: one.entry.key)
      for (j, other) in old.enumerated() where abs(one.index - other.index) <= reach {
        let count = differences(from: recipes[j], to: after).count
        candidates.append((2 * count + (one.label == other.label ? 0 : 1), i, j))
      }
    }
    var (freeNew, freeOld) = (Set(new.indices), Set(old.indices))
    for pair in candidates.sorted(by: { ($0.cost, $0.new, $0.old) < ($1.cost, $1.new, $1.old) })
    where freeNew.contains(pair.new) && freeOld.contains(pair.old) {
      previous[new[pair.new].label] = old[pair.old].entry.key
      freeNew.remove(pair.new)
      freeOld.remove(pair.old)
    }
  }
}
