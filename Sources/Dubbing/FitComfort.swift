/// Where a track can be in comfort: whether everything would fit if all of it were spoken as fast
/// as is comfortable.
struct FitComfort {
  /// Half a millisecond and a ten-thousandth inside the limits, so that rounding to samples does
  /// not cross them.
  let late: Int
  let slowness: Double
  /// As early as it can start when all before it are spoken fast and early.
  private(set) var starts: [Int]
  private(set) var lengths: [Int]
  /// What each piece waits for in such a plan; itself where nothing is in its way.
  private(set) var pressedBy: [Int]

  let track: FitTrack
  /// Where the waits of each piece begin.
  private let offsets: [Int]

  init(_ track: FitTrack) {
    self.track = track
    late = max(0, samples(track.constants.late) - Time.rate / 2000)
    let slowness = 100 / Double(track.constants.comfortableRate) + 1e-4
    self.slowness = slowness
    var offsets = [Int](repeating: 0, count: track.order.count + 1)
    for wait in track.waits { offsets[wait.second + 1] += 1 }
    for i in track.indices { offsets[i + 1] += offsets[i] }
    self.offsets = offsets
    lengths = track.natural.map { Int((Double($0) * slowness).rounded(.up)) }
    starts = track.start
    pressedBy = Array(track.indices)
    for i in track.indices { place(i) }
  }

  /// As early as those before it allow.
  mutating func place(_ i: Int) {
    starts[i] = track.soonest(i)
    pressedBy[i] = i
    for wait in track.waits[offsets[i]..<offsets[i + 1]] {
      let free = starts[wait.first] + lengths[wait.first] + wait.pause
      guard free > starts[i] else { continue }
      starts[i] = free
      pressedBy[i] = wait.first
    }
  }

  /// Samples by which a piece is too late or ends after the picture.
  func excess(_ i: Int) -> Int {
    max(starts[i] - track.start[i] - late, starts[i] + lengths[i] - track.pictureEnd)
  }

  /// For each piece whether it and all it is pressed by can be in comfort.
  func reachable() -> [Bool] {
    var root = pressedBy
    var isBad = [Bool](repeating: false, count: root.count)
    for i in root.indices {
      root[i] = root[root[i]]
      if excess(i) > 0 { isBad[root[i]] = true }
    }
    return root.map { !isBad[$0] }
  }

  /// Makes a piece longer or shorter and moves those after it, as far as one.
  mutating func change(_ i: Int, by length: Int, through last: Int) {
    lengths[i] += length
    for k in i...last where k > i { place(k) }
  }
}
