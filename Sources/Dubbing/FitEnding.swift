/// Holds the end of the picture: from the last piece back, none sounds after it. For n pieces it
/// takes n log n steps.
struct FitEnding {
  private let track: FitTrack
  /// The soonest starts of the pieces after a cue, by index: over all that follow, and less what
  /// their own cues start later.
  private var soonestAfter: [Int]
  private var soonestOfSpeaker: [Int]
  /// Pieces whose start, against their cue, is earlier than that of all between them and the
  /// current piece; nearest last.
  private var earlier: [(piece: Int, offset: Int)] = []

  init(_ track: FitTrack) {
    self.track = track
    soonestAfter = Array(repeating: Int.max / 2, count: track.order.count + 1)
    soonestOfSpeaker = Array(
      repeating: Int.max / 2, count: track.speakers)
  }

  /// The latest end of a piece, all after it being placed.
  func limit(of i: Int) -> Int {
    let end = track.end[i]
    let next = soonestAfter[firstPiece(from: end, after: i)] - track.shortestPause
    let far = firstPiece(from: end + track.longestPause, after: i)
    let later = soonestAfter[far] - track.longestPause
    let own = soonestOfSpeaker[track.speaker[i]] - track.shortestPause
    return min(min(track.pictureEnd, next), min(later, own), end + offset(before: far))
  }

  /// Says where a piece starts; pieces come from the last to the first.
  mutating func place(_ i: Int, start: Int) {
    soonestAfter[i] = min(soonestAfter[i + 1], start)
    let speaker = track.speaker[i]
    soonestOfSpeaker[speaker] = min(soonestOfSpeaker[speaker], start)
    let offset = start - track.start[i]
    // Nearest last: a later piece with a greater offset never decides again.
    while let last = earlier.last, last.offset >= offset { earlier.removeLast() }
    earlier.append((i, offset))
  }

  /// The first piece after `i` whose cue starts at a time or later.
  private func firstPiece(from time: Int, after i: Int) -> Int {
    var (low, high) = (i + 1, track.order.count)
    while low < high {
      let middle = (low + high) / 2
      if track.start[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The least start against its cue among the placed pieces before `far`.
  private func offset(before far: Int) -> Int {
    var (low, high) = (0, earlier.count)
    while low < high {
      let middle = (low + high) / 2
      if earlier[middle].piece >= far { low = middle + 1 } else { high = middle }
    }
    return low < earlier.count ? earlier[low].offset : Int.max / 2
  }
}
