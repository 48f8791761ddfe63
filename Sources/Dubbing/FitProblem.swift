import Foundation

/// The convex problem whose solution is the best plan of a track, in seconds and slowness (1 /
/// rate).
///
/// Unknown are the start of every piece and the slowness of every group: pieces of one segment,
/// which share a rate. They are numbered in order of time, a slowness after the last of its pieces,
/// so that the matrix stays narrow. The model is that of the constants; every term is convex, so
/// there is one best plan.
struct FitProblem {
  /// A piece: where its start and its slowness are among the unknowns, and its times in seconds.
  struct Place {
    var start: Int
    var slowness: Int
    var natural: Double
    /// Of its cue.
    var cue: Double
    var end: Double
    /// Bounds of its start; the latest yields at a cost per second.
    var soonest: Double
    var latest: Double
    var lateWall: Double
  }
  /// Pieces that share a rate, and the least slowness they may have.
  struct Group {
    var slowness: Int
    var weight: Double
    var least: Double
  }
  /// A group that may be faster than is comfortable, at a cost.
  struct Hasty {
    var slowness: Int
    var comfortable: Double
    var wall: Double
  }
  /// Two neighbours of one speaker whose slowness should be alike.
  struct Pair {
    var a: Int
    var b: Int
    var weight: Double
  }
  /// A piece must have ended, and a pause passed, before another starts.
  struct Gap {
    var first: Int
    var slowness: Int
    var natural: Double
    var second: Int
    var pause: Double
  }

  /// Cost per second where a limit can be held and therefore is: above any force the rest of a film
  /// exerts.
  static let firm = 1e4

  private(set) var places: [Place] = []
  private(set) var groups: [Group] = []
  private(set) var pairs: [Pair] = []
  private(set) var hasty: [Hasty] = []
  private(set) var gaps: [Gap] = []
  /// Pieces that could end after the picture.
  private(set) var endings: [Gap] = []
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
    bound(track, FitComfort(track))
    gaps = track.waits.map { wait in
      gap(after: wait.first, before: places[wait.second].start, seconds(wait.pause))
    }
    // What could end after the picture must not, as long as that can be.
    endings = track.indices.filter { i in
      track.end[i] + track.natural[i] + 10 * Time.rate > track.pictureEnd
    }.map { gap(after: $0, before: pictureEnd.unknown, 0) }
    even(track)
  }

  var unknowns: Int { pictureEnd.unknown + 1 }

  /// Pieces of one segment that are near each other.
  private static func groups(of track: FitTrack) -> (groupOfPiece: [Int], count: Int) {
    var open = [(group: Int, since: Int)?](repeating: nil, count: track.segments)
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
    groups = natural.map { Group(slowness: 0, weight: weight($0), least: fastest) }
    var next = 0
    for i in track.indices {
      places.append(
        Place(
          start: next, slowness: 0, natural: seconds(track.natural[i]),
          cue: seconds(track.start[i]), end: seconds(track.end[i]),
          soonest: seconds(track.soonest(i)), latest: 0, lateWall: 0))
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

  /// Where comfort can be had, it is kept; elsewhere what is beyond it costs.
  private mutating func bound(_ track: FitTrack, _ comfort: FitComfort) {
    let firm = comfort.reachable()
    var isFirm = [Bool](repeating: true, count: groups.count)
    for i in track.indices {
      places[i].latest = seconds(track.start[i] + comfort.late)
      places[i].lateWall = firm[i] ? Self.firm : Double(constants.lateWall)
      isFirm[groupOfPiece[i]] = isFirm[groupOfPiece[i]] && firm[i]
    }
    let comfortable = min(comfort.slowness, slowest - 0.01)
    for i in groups.indices {
      guard !isFirm[i] else {
        groups[i].least = comfortable
        continue
      }
      let wall = Double(constants.rateWall) * groups[i].weight
      hasty.append(Hasty(slowness: groups[i].slowness, comfortable: comfortable, wall: wall))
    }
  }

  private func gap(after i: Int, before unknown: Int, _ pause: Double) -> Gap {
    Gap(
      first: places[i].start, slowness: places[i].slowness, natural: places[i].natural,
      second: unknown, pause: pause)
  }

  private mutating func even(_ track: FitTrack) {
    var previous = [Int?](repeating: nil, count: track.speakers)
    let tolerance = Double(constants.evenTolerance) / 100
    for i in track.indices {
      defer { previous[track.speaker[i]] = i }
      guard let k = previous[track.speaker[i]], i - k <= FitTrack.reach,
        groupOfPiece[i] != groupOfPiece[k]
      else { continue }
      let gap = max(0, places[i].cue - places[k].end) * 1000 / Double(constants.evenGap)
      // By then not a hundredth is left, and the matrix stays narrow.
      guard gap < 5 else { continue }
      let weight = Double(constants.evenness) / 100 * exp(-gap) / (tolerance * tolerance)
      pairs.append(Pair(a: places[k].slowness, b: places[i].slowness, weight: weight))
    }
  }
}

func seconds(_ samples: Int) -> Double { Time(samples: samples).seconds }
