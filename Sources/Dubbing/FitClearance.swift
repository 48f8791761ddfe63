/// Keeps speech apart, exactly and in samples, whatever the plan was: pieces are placed one after
/// the other, each no sooner than all before it allow. For n pieces it takes n log n steps, however
/// many are on screen at once.
struct FitClearance {
  private let track: FitTrack
  /// Pieces in order of the ends of their cues; how many of them end before the current cue begins,
  /// and a long pause before.
  private let byEnd: [Int]
  private var ended = 0
  private var endedLongAgo = 0
  private var latestEnd = Int.min / 2
  private var latestEndLongAgo = Int.min / 2
  private var latestOfSpeaker: [Int]
  /// How much later than its cue each piece ends, among those not long ended; the latest first.
  private var lateness = Heap()
  private var ends: [Int] = []

  init(_ track: FitTrack) {
    self.track = track
    byEnd = track.indices.sorted { (track.end[$0], $0) < (track.end[$1], $1) }
    latestOfSpeaker = Array(
      repeating: Int.min / 2, count: track.speakers)
  }

  /// The soonest start of the next piece, in order of cues.
  mutating func next() -> Int {
    let k = ends.count
    let (start, long) = (track.start[k], track.longestPause)
    while ended < k, track.end[byEnd[ended]] <= start, byEnd[ended] < k {
      latestEnd = max(latestEnd, ends[byEnd[ended]])
      ended += 1
    }
    while endedLongAgo < ended, track.end[byEnd[endedLongAgo]] + long <= start {
      latestEndLongAgo = max(latestEndLongAgo, ends[byEnd[endedLongAgo]])
      endedLongAgo += 1
    }
    while let top = lateness.top, track.end[top.piece] + long <= start { lateness.removeTop() }
    return max(
      max(0, latestEnd + track.shortestPause, latestEndLongAgo + long),
      latestOfSpeaker[track.speaker[k]] + track.shortestPause,
      lateness.top.map { start + $0.key } ?? 0)
  }

  /// Says where the next piece ends.
  mutating func place(end: Int) {
    let k = ends.count
    ends.append(end)
    latestOfSpeaker[track.speaker[k]] = max(latestOfSpeaker[track.speaker[k]], end)
    lateness.insert(key: end - track.end[k], piece: k)
  }
}

/// Numbers with the pieces they belong to, the greatest at hand.
private struct Heap {
  private var entries: [(key: Int, piece: Int)] = []

  var top: (key: Int, piece: Int)? { entries.first }

  mutating func insert(key: Int, piece: Int) {
    var at = entries.count
    entries.append((key, piece))
    while at > 0, entries[(at - 1) / 2].key < key {
      entries.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  mutating func removeTop() {
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    var at = 0
    while true {
      var child = 2 * at + 1
      guard child < entries.count else { return }
      if child + 1 < entries.count, entries[child + 1].key > entries[child].key { child += 1 }
      guard entries[child].key > entries[at].key else { return }
      entries.swapAt(at, child)
      at = child
    }
  }
}
