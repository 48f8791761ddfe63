#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A stretch of speech at its place in a track, as far as measuring how well it fits is concerned.
public struct SpokenPiece: Hashable, Sendable {
  /// While its cue is on screen.
  public var slot: Slot
  /// Where it is heard to start, and how long it lasts there.
  public var start: Time
  public var length: Time
  /// How long it lasts as it was recorded.
  public var natural: Time
  /// Who is heard. Pieces of one speaker must never overlap; nil is a speaker too.
  public var speaker: String?

  public init(slot: Slot, start: Time, length: Time, natural: Time, speaker: String? = nil) {
    self.slot = slot
    self.start = start
    self.length = length
    self.natural = natural
    self.speaker = speaker
  }

  public var end: Time { start + length }
  /// Speed against the recording.
  public var rate: Double { Double(natural.samples) / Double(max(1, length.samples)) }
  /// How far it starts from its cue; negative before it.
  public var onset: Time { start - slot.start }
}

/// How well a whole track fits its cues, in the measures of the time-fit study (section 3).
///
/// Rates are factors, shares go from 0 to 1, onsets are milliseconds. An empty track measures 0 throughout.
public struct FitMetrics: Codable, Hashable, Sendable {
  /// Speed against the recording.
  public var rate: Spread
  /// Share of pieces faster than 1.25, the speed listeners find comfortable.
  public var fastShare: Double
  /// How much the speed changes from one piece to the next one less than 2 s away: |ln r(i+1) − ln r(i)|.
  public var jitterMean: Double
  public var jitterP95: Double
  /// How far pieces start from their cues, whichever way.
  public var onset: Spread
  /// Share of pieces that talk into another: of the same speaker at all, of another one for longer than their cues do.
  public var overlapShare: Double
  /// Share of pieces that are faster than 1.25, start more than 250 ms from their cue, or overlap.
  public var badShare: Double
  /// Time in which there is both speech and a cue, over time in which there is either. Not to be maximised: filling
  /// every slot scores 1 and sounds worst.
  public var isochrony: Double

  /// Percentiles of a distribution, interpolated between ranks.
  public struct Spread: Codable, Hashable, Sendable {
    public var p50: Double
    public var p95: Double
    public var p99: Double
    public var max: Double

    init(_ values: [Double]) {
      let sorted = values.sorted()
      p50 = percentile(50, of: sorted)
      p95 = percentile(95, of: sorted)
      p99 = percentile(99, of: sorted)
      max = sorted.last ?? 0
    }
  }

  /// - Parameter pieces: of one track, in any order.
  public init(of pieces: [SpokenPiece]) {
    let pieces = pieces.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    let rates = pieces.map(\.rate)
    let onsets = pieces.map { abs($0.onset.milliseconds) }
    let jitter = rateSteps(of: pieces).sorted()
    let overlapping = overlaps(among: pieces)
    let bad = pieces.indices.count { rates[$0] > 1.25 || onsets[$0] > 250 || overlapping[$0] }
    let count = Double(Swift.max(1, pieces.count))
    rate = Spread(rates)
    fastShare = Double(rates.count { $0 > 1.25 }) / count
    jitterMean = jitter.reduce(0, +) / Double(Swift.max(1, jitter.count))
    jitterP95 = percentile(95, of: jitter)
    onset = Spread(onsets)
    overlapShare = Double(overlapping.count { $0 }) / count
    badShare = Double(bad) / count
    isochrony = sharedTime(
      of: pieces.map { $0.start.samples..<$0.end.samples },
      and: pieces.map { $0.slot.start.samples..<max($0.slot.start, $0.slot.end).samples })
  }
}

/// The value below which a share of sorted values lies, interpolated linearly; 0 for none.
private func percentile(_ percent: Double, of sorted: [Double]) -> Double {
  guard let last = sorted.indices.last else { return 0 }
  let place = percent / 100 * Double(last)
  let below = Int(place)
  let above = min(last, below + 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}

/// The changes of speed that are close enough in time to be compared by ear.
private func rateSteps(of pieces: [SpokenPiece]) -> [Double] {
  zip(pieces, pieces.dropFirst()).compactMap { piece, next in
    guard next.start - piece.end < Time(seconds: 2), piece.rate > 0, next.rate > 0 else {
      return nil
    }
    return abs(log(next.rate / piece.rate))
  }
}

/// Which pieces, sorted by their start, talk into another.
private func overlaps(among pieces: [SpokenPiece]) -> [Bool] {
  var found = [Bool](repeating: false, count: pieces.count)
  var speaking: [Int] = []
  for (index, piece) in pieces.enumerated() {
    speaking.removeAll { pieces[$0].end <= piece.start }
    for other in speaking where common(pieces[other], piece) > allowed(pieces[other], piece) {
      found[other] = true
      found[index] = true
    }
    speaking.append(index)
  }
  return found
}

/// How long two pieces are heard at once.
private func common(_ a: SpokenPiece, _ b: SpokenPiece) -> Time {
  max(.zero, min(a.end, b.end) - max(a.start, b.start))
}

/// How long they may be: as long as their cues are both on screen.
private func allowed(_ a: SpokenPiece, _ b: SpokenPiece) -> Time {
  guard a.speaker != b.speaker else { return .zero }
  return max(.zero, min(a.slot.end, b.slot.end) - max(a.slot.start, b.slot.start))
}

/// Intersection over union of two sets of ranges.
private func sharedTime(of a: [Range<Int>], and b: [Range<Int>]) -> Double {
  let (a, b) = (merged(a), merged(b))
  var both = 0
  var (i, j) = (0, 0)
  while i < a.count, j < b.count {
    both += max(0, min(a[i].upperBound, b[j].upperBound) - max(a[i].lowerBound, b[j].lowerBound))
    if a[i].upperBound < b[j].upperBound { i += 1 } else { j += 1 }
  }
  let either = (a + b).reduce(0) { $0 + $1.count } - both
  return Double(both) / Double(max(1, either))
}

/// The same time as ranges that neither touch nor overlap, in order.
private func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
    guard let last = result.last, range.lowerBound <= last.upperBound else {
      result.append(range)
      continue
    }
    result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
  }
  return result
}
