#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Level of successive windows in dB of full scale (0 dB is a mean square of 1).
///
/// The level of digital silence is −180 dB. A shorter run of samples than one window counts as one.
func levels(of samples: [Float], window: Int, hop: Int) -> [Float] {
  guard !samples.isEmpty else { return [] }
  // Running sums in double precision: one pass, whatever the overlap.
  var sums: [Double] = [0]
  sums.reserveCapacity(samples.count + 1)
  var total = 0.0
  for sample in samples {
    total += Double(sample) * Double(sample)
    sums.append(total)
  }
  let count = max(1, (samples.count - window) / hop + 1)
  return (0..<count).map { index in
    let from = index * hop
    let to = min(samples.count, from + window)
    return decibels(power: (sums[to] - sums[from]) / Double(to - from))
  }
}

func decibels(power: Double) -> Float { Float(10 * log10(max(power, 1e-18))) }

/// The amplitude factor of a gain in dB: 0 dB is 1, −6.02 dB is a half.
public func amplitude(decibels: Float) -> Float { Float(pow(10, Double(decibels) / 20)) }
