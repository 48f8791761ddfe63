#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// How far a limiter lowers each sample: down in time for every peak, up again in its own time.
///
/// Counts in 2⁻³⁰ of full gain and in integers, so that it returns to exactly nothing and nothing drifts.
struct GainReduction {
  static let whole = 1 << 30
  /// 5 ms at 48 kHz: two running means of this length in a row are as long.
  private static let mean = 121
  static let lookAhead = 2 * (mean - 1)
  /// A peak between samples is lowered by lowering all samples it is made of.
  private static let around = TruePeakDetector.reach
  /// What comes out belongs to the sample this many before the one that went in.
  static let delay = lookAhead + around
  /// The part of a reduction that is left after one sample of release, in 2⁻³²: 50 ms to 1/e.
  private static let kept = Int(exp(-1 / 2400.0) * 4_294_967_296)

  /// Reductions that are the largest of all that followed them, oldest first.
  private var peaks: [(at: Int, depth: Int)] = []
  private var position = 0
  private var held = 0
  private var first = RunningSum(length: mean)
  private var second = RunningSum(length: mean)

  /// Whether nothing is lowered, nor will be until something is asked for.
  var isIdle: Bool { peaks.isEmpty && held == 0 && first.sum == 0 && second.sum == 0 }

  /// Takes the reduction one sample needs and gives the gain of the sample `delay` before it.
  mutating func gain(_ needed: Int) -> Float {
    while let last = peaks.last, last.depth <= needed { peaks.removeLast() }
    if needed > 0 { peaks.append((position, needed)) }
    if let first = peaks.first, first.at < position - Self.delay - Self.around {
      peaks.removeFirst()
    }
    position += 1
    held = max(peaks.first?.depth ?? 0, held * Self.kept >> 32)
    let depth = second.next(first.next(held))
    return Float(1 - Double(depth) / Double(Self.mean * Self.mean * Self.whole))
  }

  /// The sum of the last values.
  private struct RunningSum {
    private var ring: [Int]
    private var next = 0
    private(set) var sum = 0

    init(length: Int) { ring = Array(repeating: 0, count: length) }

    mutating func next(_ value: Int) -> Int {
      sum += value - ring[next]
      ring[next] = value
      next = next + 1 == ring.count ? 0 : next + 1
      return sum
    }
  }
}
