/// A solved plan in whole samples, in which every rule holds exactly.
struct FitPlacement {
  private let track: FitTrack
  private var starts: [Int]
  private var lengths: [Int]
  /// The soonest starts that the pieces before allow.
  private var free: [Int] = []

  init(_ track: FitTrack, _ problem: FitProblem, _ values: [Double]) {
    self.track = track
    starts = track.start
    lengths = track.natural
    let slowness = Self.slowness(track, problem, values)
    let fastest = track.constants.highestRate
    for i in track.indices {
      let length = Int((Double(track.natural[i]) * slowness[track.segment[i]]).rounded(.down))
      lengths[i] = max(length, min(track.natural[i], track.shortest(i, fastest)))
      let start = values[problem.places[i].start] * Double(Time.rate)
      guard start.isFinite, abs(start) < 1e15 else { continue }
      let near = abs(start - Double(track.start[i])) < Double(samples(1) / 4)
      starts[i] = near ? max(0, track.start[i]) : max(track.soonest(i), Int(start.rounded(.up)))
    }
  }

  /// One slowness a segment; the wanted one where the plan is next to it.
  private static func slowness(_ track: FitTrack, _ problem: FitProblem, _ values: [Double])
    -> [Double]
  {
    var slowness = [Double](repeating: problem.slowest, count: track.segments)
    for i in track.indices {
      let planned = values[problem.places[i].slowness]
      guard planned < problem.slowest - 2e-5 else { continue }
      slowness[track.segment[i]] = min(
        slowness[track.segment[i]], max(planned, problem.fastest))
    }
    return slowness
  }

  /// From the first to the last, each where the plan has it or as soon after as those before it let
  /// it be.
  mutating func keepApart() {
    var clearance = FitClearance(track)
    free.removeAll(keepingCapacity: true)
    for i in track.indices {
      free.append(clearance.next())
      starts[i] = max(starts[i], free[i])
      clearance.place(end: starts[i] + lengths[i])
    }
  }

  /// From the last back, nothing sounds after the picture has ended.
  mutating func holdEnd() {
    guard zip(starts, lengths).contains(where: { $0 + $1 > track.pictureEnd }) else { return }
    var ending = FitEnding(track)
    for i in track.indices.reversed() {
      let limit = ending.limit(of: i)
      if starts[i] + lengths[i] > limit { squeeze(i, before: limit) }
      ending.place(i, start: starts[i])
    }
    shareRates()
    // What was pushed against the beginning is parted again, whatever else is impossible.
    guard starts.contains(where: { $0 < 0 }) else { return }
    keepApart()
  }

  /// A piece that must end sooner: faster, then earlier, then twice as fast, then at the cost of
  /// those before it.
  private mutating func squeeze(_ i: Int, before limit: Int) {
    let soonest = max(free[i], track.soonest(i))
    let fast = min(lengths[i], track.shortest(i, track.constants.highestRate))
    let length =
      if limit - soonest >= fast {
        limit - soonest
      } else if limit - free[i] >= fast {
        fast
      } else {
        max(track.shortest(i, 200), limit - free[i])
      }
    lengths[i] = min(lengths[i], length)
    starts[i] = min(starts[i], limit - lengths[i])
  }

  /// Pieces of one segment all take the rate of the fastest.
  private mutating func shareRates() {
    var slowness = [Double](repeating: .infinity, count: track.segments)
    for i in track.indices where track.natural[i] > 0 {
      let own = Double(lengths[i]) / Double(track.natural[i])
      slowness[track.segment[i]] = min(slowness[track.segment[i]], own)
    }
    for i in track.indices where track.natural[i] > 0 {
      let shared = Double(track.natural[i]) * slowness[track.segment[i]]
      lengths[i] = min(lengths[i], Int(shared.rounded(.up)))
    }
  }

  /// The fits in the caller's order.
  func plan() -> FitPlan {
    let none = Fit(start: .zero, length: .zero, natural: .zero, room: .zero, verdict: .natural)
    var fits = [Fit](repeating: none, count: track.order.count)
    let room = rooms()
    for i in track.indices {
      fits[track.order[i]] = Fit(
        start: Time(samples: starts[i]), length: Time(samples: lengths[i]),
        natural: Time(samples: track.natural[i]), room: Time(samples: room[i]),
        verdict: verdict(i))
    }
    return FitPlan(fits: fits, tempo: track.constants.tempo)
  }

  /// From the start of each cue until the next speech must begin, or the picture ends.
  private func rooms() -> [Int] {
    var limits = [Int](repeating: track.pictureEnd, count: track.order.count)
    for wait in track.waits where wait.pause >= 0 {
      limits[wait.first] = min(limits[wait.first], track.start[wait.second] - wait.pause)
    }
    return zip(limits, track.start).map { max(0, $0 - $1) }
  }

  private func verdict(_ i: Int) -> Verdict {
    let constants = track.constants
    let onset = starts[i] - track.start[i]
    let isFast = lengths[i] < track.shortest(i, constants.comfortableRate)
    let isOff = onset > samples(constants.late) || onset < -samples(constants.early)
    if isFast || isOff || starts[i] + lengths[i] > track.pictureEnd { return .overruns }
    if onset > samples(constants.noticedOffset) { return .late }
    if onset < -samples(constants.noticedOffset) { return .early }
    let noticed = track.shortest(i, constants.tempo * constants.noticedRate / 100)
    return lengths[i] < noticed ? .stretched : .natural
  }
}
