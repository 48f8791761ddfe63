import Foundation

/// The convex problem whose solution is the best plan of a track, in seconds and slowness (1 / rate).
///
/// Unknown are the start of every piece and the slowness of every group: pieces of one segment, which share a rate. They are
/// numbered in order of time, a slowness after the last of its pieces, so that the matrix stays narrow. The model is
/// that of the constants; every term is convex, so there is one best plan.
struct FitProblem {
  /// A piece: where its start and its slowness are among the unknowns, and its times in seconds.
  struct Place {
    var start: Int
    var slowness: Int
    var cue: Double
    var end: Double
    var natural: Double
  }
  struct Group {
    var slowness: Int
    var weight: Double
  }
  /// Two neighbours of one speaker whose slowness should be alike.
  struct Pair {
    var a: Int
    var b: Int
    var weight: Double
  }
  /// A wall for one unknown: `sign * (value - limit) >= 0`.
  struct Bound {
    var unknown: Int
    var sign: Double
    var limit: Double
    var slope = Double.infinity
  }
  /// A wall between two pieces: the second start at least `pause` after the first has ended.
  struct Gap {
    var first: Int
    var slowness: Int
    var natural: Double
    var second: Int
    var pause: Double
    var slope = Double.infinity
  }

  /// Cost per second where a limit can be held and therefore is: above any force the rest of a film exerts.
  static let firm = 1e4

  private(set) var places: [Place] = []
  private(set) var groups: [Group] = []
  private(set) var pairs: [Pair] = []
  private(set) var bounds: [Bound] = []
  private(set) var gaps: [Gap] = []
  /// The end of the picture is an unknown that does not move.
  let pictureEnd: (unknown: Int, at: Double)
  let slowest: Double
  let fastest: Double
  let constants: FitConstants
  /// Index of each piece's group.
  let groupOfPiece: [Int]

  init(_ track: FitTrack) {
    let constants = track.constants
    self.constants = constants
    slowest = 100 / Double(constants.tempo)
    fastest = min(
      100 / Double(max(constants.highestRate, constants.comfortableRate)), slowest - 0.01)
    let (groupOfPiece, count) = Self.groups(of: track)
    self.groupOfPiece = groupOfPiece
    pictureEnd = (track.order.count + count, seconds(track.pictureEnd))
    number(track, count)
    let waits = track.waits()
    let comfort = FitComfort(track, waits: waits)
    let firm = comfort.reachable()
    bound(track, comfort, firm)
    separate(track, waits)
    hold(track)
    even(track)
  }

  var unknowns: Int { pictureEnd.unknown + 1 }

  /// Pieces of one segment that are near each other.
  private static func groups(of track: FitTrack) -> (groupOfPiece: [Int], count: Int) {
    var open: [Int: (group: Int, since: Int)] = [:]
    var count = 0
    let groups = track.indices.map { i in
      if let known = open[track.segment[i]], i - known.since <= FitTrack.reach {
        return known.group
      }
      open[track.segment[i]] = (count, i)
      count += 1
      return count - 1
    }
    return (groups, count)
  }

  /// Gives every unknown its place.
  private mutating func number(_ track: FitTrack, _ count: Int) {
    var last = [Int](repeating: 0, count: count)
    var natural = [Double](repeating: 0, count: count)
    for i in track.indices {
      last[groupOfPiece[i]] = i
      natural[groupOfPiece[i]] += seconds(track.natural[i])
    }
    groups = natural.map { Group(slowness: 0, weight: weight($0)) }
    var next = 0
    for i in track.indices {
      places.append(
        Place(
          start: next, slowness: 0, cue: seconds(track.start[i]), end: seconds(track.end[i]),
          natural: seconds(track.natural[i])))
      next += 1
      guard last[groupOfPiece[i]] == i else { continue }
      groups[groupOfPiece[i]].slowness = next
      next += 1
    }
    for i in track.indices { places[i].slowness = groups[groupOfPiece[i]].slowness }
  }

  private func weight(_ natural: Double) -> Double {
    let weight = natural * 1000 / Double(constants.weightLength)
    let (least, most) = (Double(constants.lightest) / 100, Double(constants.heaviest) / 100)
    return max(least, min(weight, max(least, most)))
  }

  private mutating func bound(_ track: FitTrack, _ comfort: FitComfort, _ firm: [Bool]) {
    var isFirm = [Bool](repeating: true, count: groups.count)
    for i in track.indices {
      let start = places[i].start
      bounds.append(Bound(unknown: start, sign: 1, limit: seconds(track.soonest(i))))
      bounds.append(
        Bound(
          unknown: start, sign: -1, limit: seconds(track.start[i] + comfort.late),
          slope: firm[i] ? Self.firm : Double(constants.lateWall)))
      isFirm[groupOfPiece[i]] = isFirm[groupOfPiece[i]] && firm[i]
    }
    let comfortable = min(comfort.slowness, slowest)
    for (group, firm) in zip(groups, isFirm) {
      bounds.append(Bound(unknown: group.slowness, sign: 1, limit: fastest))
      bounds.append(Bound(unknown: group.slowness, sign: -1, limit: slowest))
      bounds.append(
        Bound(
          unknown: group.slowness, sign: 1, limit: comfortable,
          slope: firm ? Self.firm : Double(constants.rateWall) * group.weight))
    }
  }

  private mutating func separate(_ track: FitTrack, _ waits: [FitTrack.Wait]) {
    gaps += waits.map { wait in
      let first = places[wait.first]
      return Gap(
        first: first.start, slowness: first.slowness, natural: first.natural,
        second: places[wait.second].start, pause: seconds(wait.pause))
    }
  }

  /// What could end after the picture must not, as long as that can be.
  private mutating func hold(_ track: FitTrack) {
    for i in track.indices where track.end[i] + track.natural[i] + 10 * Time.rate > track.pictureEnd
    {
      let place = places[i]
      gaps.append(
        Gap(
          first: place.start, slowness: place.slowness, natural: place.natural,
          second: pictureEnd.unknown, pause: 0, slope: Self.firm))
    }
  }

  private mutating func even(_ track: FitTrack) {
    var previous: [Int: Int] = [:]
    let tolerance = Double(constants.evenTolerance) / 100
    for i in track.indices {
      defer { previous[track.speaker[i]] = i }
      guard let k = previous[track.speaker[i]], i - k <= FitTrack.reach,
        groupOfPiece[i] != groupOfPiece[k]
      else { continue }
      let gap = max(0, places[i].cue - places[k].end) * 1000 / Double(constants.evenGap)
      let weight = Double(constants.evenness) / 100 * exp(-gap) / (tolerance * tolerance)
      pairs.append(Pair(a: places[k].slowness, b: places[i].slowness, weight: weight))
    }
  }
}

func seconds(_ samples: Int) -> Double { Time(samples: samples).seconds }
