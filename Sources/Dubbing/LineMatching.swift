/// Which line of a translation is which line of an earlier state of it.
///
/// Found by words and time, never by number: renumbering or retiming a file is no edit of its words.
public struct LineMatching: Hashable, Sendable {
  /// Indices of lines that belong together, in the order of the new state.
  public var pairs: [Pair] = []
  /// Lines only the new, or only the old state has.
  public var added: [Int] = []
  public var removed: [Int] = []
  /// How much later the lines are than they were, as most of them have it.
  public var shift = Time.zero

  public struct Pair: Hashable, Sendable {
    public var old: Int
    public var new: Int
  }

  public init(from old: [Segment], to new: [Segment]) {
    var (before, after) = (Array(old.indices), Array(new.indices))
    // Same words at the same time first, or a repeated "Yes." is taken for its neighbour.
    pair(&before, &after) {
      "\(old[$0].slot.start.samples)/\(old[$0].words)"
    } by: {
      "\(new[$0].slot.start.samples)/\(new[$0].words)"
    }
    pair(&before, &after) {
      old[$0].words
    } by: {
      new[$0].words
    }
    let shifts = pairs.map { new[$0.new].slot.start - old[$0.old].slot.start }.sorted()
    if !shifts.isEmpty { shift = shifts[shifts.count / 2] }
    overlay(&before, &after, old, new)
    pairs.sort { $0.new < $1.new }
    (removed, added) = (before, after)
  }

  /// Pairs what has an equal trait, in order.
  private mutating func pair(
    _ before: inout [Int], _ after: inout [Int], _ trait: (Int) -> String, by other: (Int) -> String
  ) {
    var waiting = Dictionary(grouping: before.reversed(), by: trait)
    var taken: Set<Int> = []
    after.removeAll { index in
      guard let partner = waiting[other(index)]?.popLast() else { return false }
      pairs.append(Pair(old: partner, new: index))
      taken.insert(partner)
      return true
    }
    before.removeAll { taken.contains($0) }
  }

  /// Pairs lines of other words that are on screen at the same time, the common shift allowed for.
  private mutating func overlay(
    _ before: inout [Int], _ after: inout [Int], _ old: [Segment], _ new: [Segment]
  ) {
    var first = 0
    var taken: Set<Int> = []
    after.removeAll { index in
      let slot = new[index].slot
      while first < before.count, old[before[first]].slot.end + shift <= slot.start { first += 1 }
      let near = before[first...].prefix { old[$0].slot.start + shift < slot.end }
      let free = near.filter { !taken.contains($0) }
      guard let best = free.max(by: { overlap($0, slot) < overlap($1, slot) }) else { return false }
      taken.insert(best)
      pairs.append(Pair(old: best, new: index))
      return true
    }
    before.removeAll { taken.contains($0) }
    func overlap(_ index: Int, _ slot: Slot) -> Time {
      min(old[index].slot.end + shift, slot.end) - max(old[index].slot.start + shift, slot.start)
    }
  }
}

extension Segment {
  /// What is said, and by whom.
  fileprivate var words: String { "\(speaker ?? "")\n\(text)" }
}
