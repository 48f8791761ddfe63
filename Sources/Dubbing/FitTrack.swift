/// The pieces of a track in order of their cues, in samples, with what keeps them apart.
struct FitTrack {
  /// Where each piece is in the caller's list.
  let order: [Int]
  /// When speech should begin and when its cue ends, both later by the `delay` of a voice-over.
  let start: [Int]
  let end: [Int]
  let natural: [Int]
  /// Names as numbers, counted from 0.
  let speaker: [Int]
  let segment: [Int]
  let pictureEnd: Int
  let constants: FitConstants
  /// Every wait that does not follow from others, in order of who waits.
  private(set) var waits: [Wait] = []

  init(_ pieces: [Piece], pictureEnd: Time, constants: FitConstants) {
    let delay = samples(constants.delay)
    let starts = pieces.map { $0.slot.start.samples + delay }
    let order = pieces.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }
    self.order = order
    start = order.map { starts[$0] }
    end = order.map { max(starts[$0], pieces[$0].slot.end.samples + delay) }
    natural = order.map { max(0, pieces[$0].natural.samples) }
    speaker = numbered(order.map { pieces[$0].speaker })
    segment = numbered(order.map { pieces[$0].segment })
    self.pictureEnd = pictureEnd.samples
    self.constants = constants
    waits = findWaits()
  }

  var indices: Range<Int> { order.indices }
  var segments: Int { (segment.max() ?? -1) + 1 }
  var speakers: Int { (speaker.max() ?? -1) + 1 }

  /// Before this no piece begins.
  func soonest(_ i: Int) -> Int { max(0, start[i] - samples(constants.early)) }

  /// The length at a speed in percent, rounded up so that the speed is not exceeded.
  func shortest(_ i: Int, _ rate: Int) -> Int { (natural[i] * 100 + rate - 1) / rate }

  var shortestPause: Int { samples(constants.shortestPause) }
  var longestPause: Int { max(shortestPause, samples(constants.longestPause)) }

  /// Samples that must lie between the end of a piece and the start of a later one; negative where
  /// two speakers talk at once.
  func pause(after i: Int, before k: Int) -> Int {
    let gap = start[k] - end[i]
    if gap < 0, speaker[i] != speaker[k] { return gap }
    return min(max(gap, shortestPause), longestPause)
  }

  /// That one piece must wait for another.
  struct Wait {
    var first: Int
    var second: Int
    var pause: Int
  }

  /// How far apart, in pieces, two can be that are planned together; what is farther is only kept
  /// from overlapping.
  static let reach = 12

  private func findWaits() -> [Wait] {
    var latestEnd = end
    for i in indices.dropFirst() { latestEnd[i] = max(latestEnd[i - 1], end[i]) }
    var waits: [Wait] = []
    var near: [Int] = []
    for k in indices.dropFirst() {
      near.removeAll(keepingCapacity: true)
      for i in (max(0, k - Self.reach)..<k).reversed() {
        if let nearest = near.first, latestEnd[i] <= start[nearest] { break }
        if near.contains(where: { pause(after: i, before: $0) >= 0 }) { continue }
        let wait = Wait(first: i, second: k, pause: pause(after: i, before: k))
        waits.append(wait)
        if wait.pause >= 0 { near.append(i) }
      }
    }
    return waits
  }
}

/// Milliseconds in samples.
func samples(_ milliseconds: Int) -> Int { Time(milliseconds: milliseconds).samples }

/// Equal values as equal numbers, counted from 0 in order of appearance.
private func numbered<Name: Hashable>(_ names: [Name]) -> [Int] {
  var numbers: [Name: Int] = [:]
  return names.map { name in
    if let number = numbers[name] { return number }
    numbers[name] = numbers.count
    return numbers.count - 1
  }
}
