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
    let all = pairs.map { new[$0.new].slot.start - old[$0.old].slot.start }
    if let median = all.median { shift = median }
    let shifts = NearShifts(pairs, old, new)
    overlay(&before, &after, new) { index in
      let (slot, shift) = (old[index].slot, shifts.shift(near: index))
      return Slot(start: slot.start + shift, end: slot.end + shift)
    }
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

  /// Pairs lines of other words that are on screen at the same time, allowed for how their neighbours moved.
  private mutating func overlay(
    _ before: inout [Int], _ after: inout [Int], _ new: [Segment], moved: (Int) -> Slot
  ) {
    let places = before.map(moved)
    var first = 0
    var taken: Set<Int> = []
    after.removeAll { index in
      let slot = new[index].slot
      while first < places.count, places[first].end <= slot.start { first += 1 }
      let near = places.indices[first...].prefix { places[$0].start < slot.end }
      let free = near.filter { !taken.contains(before[$0]) }
      guard let best = free.max(by: { overlap($0, slot) < overlap($1, slot) }) else { return false }
      taken.insert(before[best])
      pairs.append(Pair(old: before[best], new: index))
      return true
    }
    before.removeAll { taken.contains($0) }
    func overlap(_ place: Int, _ slot: Slot) -> Time {
      min(places[place].end, slot.end) - max(places[place].start, slot.start)
    }
  }
}

/// How much later the lines around a place are than they were: another frame rate moves the last more than the first.
private struct NearShifts {
  private let pairs: [LineMatching.Pair]
  private let shifts: [Time]

  init(_ pairs: [LineMatching.Pair], _ old: [Segment], _ new: [Segment]) {
    self.pairs = pairs.sorted { $0.old < $1.old }
    shifts = self.pairs.map { new[$0.new].slot.start - old[$0.old].slot.start }
  }

  /// The median of the two pairs before a line of the old state and the two after it.
  func shift(near index: Int) -> Time {
    var (low, high) = (0, pairs.count)
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].old < index { low = middle + 1 } else { high = middle }
    }
    return shifts[max(0, low - 2)..<min(shifts.count, low + 2)].median ?? .zero
  }
}

extension Collection<Time> {
  /// The one in the middle; nil of none.
  var median: Time? {
    let sorted = sorted()
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }
}

extension Segment {
  /// What is said, and by whom.
  fileprivate var words: String { "\(speaker ?? "")\n\(text)" }
}
