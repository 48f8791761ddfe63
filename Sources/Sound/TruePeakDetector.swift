#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Hears the peaks between samples, where a converter or a lossy decoder will put them.
///
/// Four times oversampled, as ITU-R BS.1770-4, annex 2, with a polyphase interpolator of 24 instead of 12 taps, which
/// agrees with resamplers up to 19 kHz.
struct TruePeakDetector {
  /// Samples needed on either side of the one that is looked at.
  static let reach = 12

  /// Interpolators for a quarter, a half and three quarters of the way to the next sample.
  private static let phases: [[Float]] = (1...3).map { phase in
    let weights = (0..<2 * reach).map { tap -> Double in
      let distance = Double(tap - reach + 1) - Double(phase) / 4
      let window = 0.5 + 0.5 * cos(.pi * distance / Double(reach))
      return sin(.pi * distance) / (.pi * distance) * window
    }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  /// How much higher than every sample the sound between them can be.
  private static let overshoot: Float =
    phases.map { $0.reduce(0) { $0 + abs($1) } }.max().map { $0 * 1.001 } ?? 2

  /// Raises `peaks[i]` to the highest point from sample `at + i` up to the next; false where none can exceed `floor`.
  ///
  /// `samples` must reach from `at - reach + 1` to `at + peaks.count + reach`.
  static func raise(
    _ peaks: inout [Float], to samples: [Float], at start: Int, over floor: Float
  ) -> Bool {
    let count = peaks.count
    return samples.withUnsafeBufferPointer { samples in
      let heard = (start - reach + 1)..<(start + count + reach)
      guard magnitude(samples[heard]) * overshoot > floor else { return false }
      peaks.withUnsafeMutableBufferPointer { peaks in
        for i in 0..<count { raise(&peaks[i], to: samples[start + i]) }
        for phase in phases { interpolate(phase, samples, at: start, raising: peaks) }
      }
      return true
    }
  }

  private static func interpolate(
    _ phase: [Float], _ samples: UnsafeBufferPointer<Float>, at start: Int,
    raising peaks: UnsafeMutableBufferPointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: peaks.count) { sums in
      sums.initialize(repeating: 0)
      // Taps outside, samples inside: each sum is independent, so the inner loop is vectorised.
      for (tap, weight) in phase.enumerated() {
        let from = start - reach + 1 + tap
        for i in 0..<sums.count { sums[i] += weight * samples[from + i] }
      }
      for i in 0..<sums.count { raise(&peaks[i], to: sums[i]) }
    }
  }

  // Magnitudes of floats order like their bits, and maxima of integers are vectorised.

  private static func raise(_ peak: inout Float, to sample: Float) {
    peak = Float(bitPattern: max(peak.bitPattern, sample.bitPattern & 0x7FFF_FFFF))
  }

  private static func magnitude(_ samples: Slice<UnsafeBufferPointer<Float>>) -> Float {
    var bits: UInt32 = 0
    for i in samples.indices { bits = max(bits, samples.base[i].bitPattern & 0x7FFF_FFFF) }
    return Float(bitPattern: bits)
  }
}
