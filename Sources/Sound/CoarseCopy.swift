/// A copy of a sound at about 8 kHz, on which likely splices are found quickly.
struct CoarseCopy {
  /// Full-rate samples per coarse one.
  let factor: Int
  private let samples: [Float]
  /// Energy before each sample: `energy[b] - energy[a]` is that of a..<b.
  private let energy: [Double]
  private let meanPower: Double
  private let rate: Int

  init(_ input: UnsafeBufferPointer<Float>, rate: Int) {
    factor = max(1, rate / 8000)
    self.rate = max(1000, rate / factor)
    var samples: [Float] = []
    var energy = [0.0]
    let scale = 1 / Float(factor)
    for start in stride(from: 0, through: input.count - factor, by: factor) {
      var sum: Float = 0
      for index in start..<start + factor { sum += input[index] }
      samples.append(sum * scale)
      energy.append(energy[energy.count - 1] + Double(sum * scale) * Double(sum * scale))
    }
    meanPower = energy[samples.count] / Double(max(1, samples.count))
    (self.samples, self.energy) = (samples, energy)
  }

  func count(milliseconds: Int) -> Int { max(1, rate * milliseconds / 1000) }
  var shortestLag: Int { rate * 25 / 10_000 }
  var longestLag: Int { rate * 155 / 10_000 }

  /// How unlike two stretches are, 0 (equal) to 2 (opposite); nothing where one is not there.
  ///
  /// The part of the mean power in the denominator makes pauses look alike, whatever their noise.
  @inline(__always)
  func difference(_ a: Int, _ b: Int, count: Int) -> Double? {
    guard min(a, b) >= 0, max(a, b) + count <= samples.count else { return nil }
    let both = energy[a + count] - energy[a] + energy[b + count] - energy[b]
    let difference = samples.withUnsafeBufferPointer { squaredDifference($0, a, b, count: count) }
    return Double(difference) / (both + 0.04 * Double(count) * meanPower + 1e-20)
  }
}
