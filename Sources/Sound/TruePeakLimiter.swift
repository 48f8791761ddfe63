/// Keeps the true peak of a sound under a ceiling: lowers what would exceed it, in time and smoothly, and leaves the rest
/// as it is, to the bit.
///
/// All channels are lowered alike, so that nothing wanders from its place. The gain falls within the 5 ms before a peak
/// and recovers with a time constant of 50 ms after it (time-fit study, section 7.3). What comes out lines up with what
/// went in and does not depend on the size of blocks.
public struct TruePeakLimiter {
  /// Samples that are decided on together.
  public static let step = 256
  private static let delay = GainReduction.delay

  private let ceiling: Float
  private let dips: [Int: Float]
  /// Steps looked at so far.
  private var looked = 0
  private var reduction = GainReduction()
  /// Samples from `delay` before the next to be looked at, per channel.
  private var waiting: [[Float]]
  /// Samples that came in and have not come out; below zero while the silence before the first is let through.
  private var owed = 0
  private var unheard = delay

  /// - Parameters:
  ///   - ceiling: an amplitude; 1 is full scale.
  ///   - channels: one or more.
  ///   - dips: where the ceiling is lower, by number of the step from the start: the factor it is multiplied by.
  public init(ceiling: Float, channels: Int, dips: [Int: Float] = [:]) {
    self.ceiling = ceiling
    self.dips = dips
    waiting = Array(repeating: [Float](repeating: 0, count: Self.delay), count: channels)
  }

  /// Takes the next samples of every channel and gives those that are decided: as many, but about 6 ms later.
  public mutating func next(_ planar: [[Float]]) -> [[Float]] {
    for channel in waiting.indices { waiting[channel] += planar[channel] }
    owed += planar.first?.count ?? 0
    return decided()
  }

  /// The samples still held back, at the end of the sound.
  public mutating func finish() -> [[Float]] {
    let silence = [Float](
      repeating: 0, count: Self.delay + Self.step + TruePeakDetector.reach)
    let left = owed
    for channel in waiting.indices { waiting[channel] += silence }
    return decided().map { Array($0.prefix(left)) }
  }

  private mutating func decided() -> [[Float]] {
    var start = 0
    let last = (waiting.first?.count ?? 0) - Self.delay - Self.step - TruePeakDetector.reach
    while start <= last {
      if let gains = gains(at: start + Self.delay) { lower(by: gains, at: start) }
      start += Self.step
    }
    let skipped = min(unheard, start)
    unheard -= skipped
    let out = waiting.map { Array($0[skipped..<start]) }
    owed -= start - skipped
    for channel in waiting.indices { waiting[channel].removeFirst(start) }
    return out
  }

  /// The gains of the samples `delay` before `start`; nil where they stay as they are.
  private mutating func gains(at start: Int) -> [Float]? {
    let ceiling = ceiling * (dips[looked] ?? 1)
    looked += 1
    var peaks = [Float](repeating: 0, count: Self.step)
    var mayExceed = false
    for channel in waiting {
      let reaches = TruePeakDetector.raise(&peaks, to: channel, at: start, over: ceiling)
      mayExceed = mayExceed || reaches
    }
    if reduction.isIdle, !mayExceed || !peaks.contains(where: { $0 > ceiling }) { return nil }
    return peaks.map { reduction.gain(Self.needed($0, under: ceiling)) }
  }

  private static func needed(_ peak: Float, under ceiling: Float) -> Int {
    guard peak > ceiling else { return 0 }
    let lowered = (1 - Double(ceiling) / Double(peak)) * Double(GainReduction.whole)
    return Int(lowered.rounded(.up))
  }

  private mutating func lower(by gains: [Float], at start: Int) {
    for channel in waiting.indices {
      waiting[channel].withUnsafeMutableBufferPointer { samples in
        gains.withUnsafeBufferPointer { gains in
          for i in 0..<gains.count { samples[start + i] *= gains[i] }
        }
      }
    }
  }
}
