/// Mono sound: a run of samples and how many of them make a second.
public struct Waveform: Hashable, Sendable {
  /// Amplitudes, full scale being −1…1; values beyond are kept.
  public var samples: [Float]
  /// Samples per second, above zero.
  public var rate: Int

  public init(samples: [Float], rate: Int) {
    self.samples = samples
    self.rate = rate
  }

  /// The number of samples that best covers a time at this rate.
  func count(milliseconds: Int) -> Int { max(1, (rate * milliseconds + 500) / 1000) }
}

/// The mean of all channels: what a listener with one loudspeaker should hear.
///
/// `interleaved` holds frames of `channels` samples; an incomplete last frame is dropped.
public func averagedToMono(interleaved: [Float], channels: Int) -> [Float] {
  guard channels > 1 else { return interleaved }
  let scale = 1 / Float(channels)
  return (0..<interleaved.count / channels).map { frame in
    var sum: Float = 0
    for channel in 0..<channels { sum += interleaved[frame * channels + channel] }
    return sum * scale
  }
}

/// The largest absolute sample, 0 for no samples: the sample peak, not the true peak.
///
/// What is no number is not counted.
public func samplePeak(_ samples: [Float]) -> Float {
  samples.withUnsafeBufferPointer { samples in
    // Amplitudes are ordered like their bits, and integers are compared many at a time.
    var bits: Int32 = 0
    for sample in samples {
      bits = max(bits, Int32(truncatingIfNeeded: sample.bitPattern & 0x7FFF_FFFF))
    }
    let peak = Float(bitPattern: UInt32(bits))
    return peak.isNaN ? samples.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) } : peak
  }
}

/// The same samples, with silence where a voice sent what is no number.
func numbers(in samples: [Float]) -> [Float] {
  samples.allSatisfy(\.isFinite) ? samples : samples.map { $0.isFinite ? $0 : 0 }
}
