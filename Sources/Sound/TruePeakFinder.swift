/// Finds where the true peak of a sound exceeds a ceiling, in steps of a limiter.
///
/// Takes blocks of any size; remembers only what exceeds.
public struct TruePeakFinder {
  /// The highest peak of every step that exceeds the ceiling, by number of the step.
  public private(set) var peaks: [Int: Float] = [:]

  private static let step = TruePeakLimiter.step
  private static let reach = TruePeakDetector.reach
  private let ceiling: Float
  private var waiting: [[Float]]
  private var looked = 0

  /// - Parameter ceiling: an amplitude; 1 is full scale.
  public init(ceiling: Float, channels: Int) {
    self.ceiling = ceiling
    waiting = Array(repeating: [Float](repeating: 0, count: Self.reach), count: channels)
  }

  /// Looks at the next samples of every channel.
  public mutating func add(_ planar: [[Float]]) {
    for channel in waiting.indices { waiting[channel] += planar[channel] }
    look()
  }

  /// Looks at the last samples.
  public mutating func finish() {
    let silence = [Float](repeating: 0, count: Self.step + Self.reach)
    for channel in waiting.indices { waiting[channel] += silence }
    look()
  }

  private mutating func look() {
    var start = Self.reach
    while start + Self.step + Self.reach <= waiting.first?.count ?? 0 {
      var heard = [Float](repeating: 0, count: Self.step)
      var mayExceed = false
      for channel in waiting {
        let reaches = TruePeakDetector.raise(&heard, to: channel, at: start, over: ceiling)
        mayExceed = mayExceed || reaches
      }
      if mayExceed, let peak = heard.max(), peak > ceiling { peaks[looked] = peak }
      looked += 1
      start += Self.step
    }
    for channel in waiting.indices { waiting[channel].removeFirst(start - Self.reach) }
  }
}
