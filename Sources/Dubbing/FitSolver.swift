/// The fits of one language, one a segment, in the same order.
public struct FitPlan: Codable, Hashable, Sendable {
  public var fits: [Fit]

  public init(fits: [Fit]) { self.fits = fits }

  /// Which fits, by index, cannot be spoken to their end before the picture ends; nearly always none.
  public func unfinished(at pictureEnd: Time) -> [Int] {
    fits.indices.filter { fits[$0].end > pictureEnd && fits[$0].length > .zero }
  }
}

/// Decides when each segment starts and how long it takes.
///
/// Places are absolute: nothing accumulates. A line keeps its own speed while the time to the next line allows it; then it
/// begins up to `early` before its cue; then it is spoken faster, comfortably; then the next lines begin later; then it is spoken as
/// fast as `highestRate`. Speech of one speaker never overlaps, that of two no more than their cues do; none is ever cut. The end of
/// the picture holds: the last lines are spoken faster and begin earlier, up to twice their speed. What not even that saves ends
/// after the picture and is in `FitPlan.unfinished`.
///
/// - Parameters:
///   - pieces: in any order; pieces of one segment need not be neighbours.
public func fit(_ pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> FitPlan {
  var solver = FitSolver(
    segments: pieces, natural: pieces.map { max(0, $0.natural.samples) },
    pictureEnd: pictureEnd.samples, constants: constants)
  solver.placeForward()
  solver.holdEnd()
  solver.part()
  return FitPlan(fits: pieces.indices.map(solver.fit))
}

private struct Span {
  var start: Int
  var length: Int
  var end: Int { start + length }
}

private struct FitSolver {
  let segments: [Piece]
  /// Samples of speech as recorded.
  let natural: [Int]
  let pictureEnd: Int
  let constants: FitConstants
  var spans: [Span] = []

  /// How far the line after may be pushed: a little less than what overruns.
  private var grace: Int { constants.late * 48 * 4 / 5 }

  /// From the first line to the last, each as near to its cue as the ones before it let it be.
  mutating func placeForward() {
    var open: [Int] = []
    for i in segments.indices {
      let cue = segments[i].slot.start.samples
      let soonest = max(0, cue - constants.early * 48)
      open.removeAll { spans[$0].end + constants.longestPause * 48 <= soonest }
      let earliest = open.reduce(soonest) { max($0, spans[$1].end + pause(after: $1, before: i)) }
      var span = Span(start: max(cue, earliest), length: natural[i])
      if let limit = limit(of: i) {
        if span.end > limit {
          span.start = max(earliest, min(span.start, limit - natural[i]))
          span.length = min(
            natural[i], max(shortest(i, constants.comfortableRate), limit - span.start))
        }
        if span.end > limit + grace {
          let room = limit + grace - span.start
          span.length = min(span.length, max(shortest(i, constants.highestRate), room))
        }
      }
      spans.append(span)
      open.append(i)
    }
  }

  /// From the last line back, nothing sounds after the picture has ended.
  mutating func holdEnd() {
    var moved: [Int] = []
    for i in spans.indices.reversed() {
      let limit = moved.reduce(pictureEnd) {
        min($0, spans[$1].start - pause(after: i, before: $1))
      }
      guard spans[i].end > limit else { continue }
      spans[i] = squeezed(i, before: limit)
      moved.append(i)
    }
  }

  /// A line that must end sooner: faster, then earlier, then twice as fast, then at the cost of the lines before it.
  private func squeezed(_ i: Int, before limit: Int) -> Span {
    let free = (0..<i).reduce(0) { max($0, spans[$1].end + pause(after: $1, before: i)) }
    let soonest = max(free, segments[i].slot.start.samples - constants.early * 48)
    let fast = shortest(i, constants.highestRate)
    let fastest = shortest(i, 200)
    let length =
      if limit - soonest >= fast {
        limit - soonest
      } else if limit - free >= fast {
        fast
      } else {
        max(fastest, limit - free)
      }
    let kept = min(spans[i].length, length)
    return Span(start: min(spans[i].start, limit - kept), length: kept)
  }

  /// Lines that were pushed against the beginning are parted again: speech never overlaps, whatever else is impossible.
  mutating func part() {
    guard spans.contains(where: { $0.start < 0 }) else { return }
    for i in spans.indices {
      spans[i].start = (0..<i).reduce(max(0, spans[i].start)) {
        max($0, spans[$1].end + pause(after: $1, before: i))
      }
    }
  }

  func fit(_ i: Int) -> Fit {
    Fit(
      start: Time(samples: spans[i].start), length: Time(samples: spans[i].length),
      natural: Time(samples: natural[i]), room: Time(samples: room(of: i)), verdict: verdict(i))
  }

  /// Samples that must lie between the end of a segment and the start of a later one; negative where two speakers talk at once.
  private func pause(after i: Int, before k: Int) -> Int {
    let gap = (segments[k].slot.start - segments[i].slot.end).samples
    if gap < 0, segments[i].speaker != segments[k].speaker { return gap }
    return min(max(gap, constants.shortestPause * 48), constants.longestPause * 48)
  }

  /// Where a line must end so that no later one is moved; nil when none follows.
  private func limit(of i: Int) -> Int? {
    var limit: Int?
    for k in segments.indices[(i + 1)...] {
      let end = segments[k].slot.start.samples - pause(after: i, before: k)
      limit = min(limit ?? end, end)
      // Whatever follows starts later still.
      if segments[k].speaker == segments[i].speaker
        || segments[k].slot.start >= segments[i].slot.end
      {
        break
      }
    }
    return limit
  }

  /// The time a line has when those before it keep to theirs.
  private func room(of i: Int) -> Int {
    let cue = segments[i].slot.start.samples
    let start = min(max(spans[i].start, cue - constants.early * 48), cue + grace)
    let end = limit(of: i).map { min($0 + grace, pictureEnd) } ?? pictureEnd
    return max(0, end - start)
  }

  /// The length at a speed in percent, rounded up so that the speed is not exceeded.
  private func shortest(_ i: Int, _ rate: Int) -> Int { (natural[i] * 100 + rate - 1) / rate }

  private func verdict(_ i: Int) -> Verdict {
    let onset = spans[i].start - segments[i].slot.start.samples
    let isFast = spans[i].length < shortest(i, constants.comfortableRate)
    let isOff = onset > constants.late * 48 || onset < -constants.early * 48
    if isFast || isOff || spans[i].end > pictureEnd { return .overruns }
    if onset > constants.noticedOffset * 48 { return .late }
    if onset < -constants.noticedOffset * 48 { return .early }
    return spans[i].length < shortest(i, constants.noticedRate) ? .stretched : .natural
  }
}
