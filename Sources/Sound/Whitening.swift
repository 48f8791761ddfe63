/// A filter that takes the colour out of a sound: what linear prediction leaves of it.
struct Whitening {
  /// Weights of the samples before each one; empty for a sound that has no colour.
  private let weights: [Float]

  /// 4 ms at 8 kHz: the tones of a chord, and the resonances of a voice.
  private static let order = 32

  init(of sound: [Float]) {
    var correlation = (0...Self.order).map { lag in
      zip(sound, sound.dropFirst(lag)).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    // A floor 40 dB down: nothing is taken out of a gap between two tones that is not in it.
    correlation[0] *= 1.0001
    weights = Self.predictor(correlation).map(Float.init)
  }

  /// Levinson's recursion.
  private static func predictor(_ correlation: [Double]) -> [Double] {
    var (weights, error) = ([Double](), correlation[0])
    guard error > 1e-12 else { return [] }
    for order in 1..<correlation.count {
      let predicted = weights.indices.reduce(0.0) {
        $0 + weights[$1] * correlation[order - 1 - $1]
      }
      let reflection = (correlation[order] - predicted) / error
      weights = weights.indices.map { weights[$0] - reflection * weights[order - 2 - $0] }
      weights.append(reflection)
      error *= 1 - reflection * reflection
    }
    return weights
  }

  func applied(to sound: [Float]) -> [Float] {
    sound.indices.map { index in
      var sum = sound[index]
      for (back, weight) in weights.enumerated() where back < index {
        sum -= weight * sound[index - 1 - back]
      }
      return sum
    }
  }
}
