/// Where speech begins and ends in a take, in samples from its first one.
public struct SpeechEdges: Hashable, Sendable {
  /// The first sample of speech.
  public var start: Int
  /// The sample after the last one of speech, above `start`.
  public var end: Int

  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// What to keep of the take: speech with 12 ms before and 30 ms after it, to fade in.
  ///
  /// Plan with the edges, not with this: the padding may lie in a neighbour's silence.
  public func padded(in take: Waveform) -> Range<Int> {
    let before = max(0, start - take.count(milliseconds: 12))
    return before..<max(before, min(take.samples.count, end + take.count(milliseconds: 30)))
  }
}

/// A take in which nothing is spoken.
public struct SilentTake: Error, Hashable, Sendable, CustomStringConvertible {
  /// The level of its louder parts in dB of full scale.
  public var level: Float

  public init(level: Float) { self.level = level }

  public var description: String {
    "The voice returned silence (\(Int(level.rounded())) dB). "
      + "Check that the line has words the voice can speak, then take it again."
  }
}

/// Finds where speech begins and ends, by the take's own level.
///
/// Level in 10 ms windows every 5 ms; two thresholds set by the take's loud and quiet parts; runs
/// above the upper one count when they last 20 ms or come within 15 dB of the loud parts (no
/// clicks), and are followed outwards through weaker sounds with dips of up to 15 ms. There is no
/// absolute threshold, because takes 36 dB quieter must trim alike; only a take whose loud parts
/// are below −70 dB counts as silent. Constants: time-fit.md, section 5.
public func speechEdges(of take: Waveform) throws(SilentTake) -> SpeechEdges {
  let hop = take.count(milliseconds: 5)
  let window = 2 * hop
  let levels = levels(of: withoutOffset(take.samples), window: window, hop: hop)
  let thresholds = SpeechThresholds(levels)
  guard thresholds.peak >= -70 else { throw SilentTake(level: thresholds.peak) }
  let runs = thresholds.runs(in: levels)
  guard let first = runs.first, let last = runs.last else {
    return SpeechEdges(start: 0, end: take.samples.count)
  }
  let audible =
    thresholds.edge(
      in: levels, from: first.lowerBound, step: -1)...thresholds.edge(
      in: levels, from: last.upperBound - 1, step: 1)
  let spoken = withFaintEnds(audible, in: levels, floor: thresholds.floor)
  let (start, end) = (spoken.lowerBound, spoken.upperBound)
  return SpeechEdges(start: start * hop, end: min(take.samples.count, end * hop + window))
}

/// Some voices put a constant under their sound, which would look like a loud pause.
func withoutOffset(_ samples: [Float]) -> [Float] {
  let samples = numbers(in: samples)
  let mean = samples.reduce(0.0) { $0 + Double($1) } / Double(max(1, samples.count))
  return samples.map { $0 - Float(mean) }
}

/// The two levels between which speech begins, drawn from one take.
struct SpeechThresholds {
  let peak: Float
  /// The level of the take's pauses.
  let floor: Float
  let low: Float
  var high: Float { low + 8 }

  init(_ levels: [Float]) {
    let sorted = levels.sorted()
    guard let quietest = sorted.first else {
      (peak, floor, low) = (-180, -180, -180)
      return
    }
    // The loudest twentieth, but 200 ms at most: one word in a minute of padding is still speech.
    let rank = min(sorted.count / 20, 40)
    peak = sorted[sorted.count - 1 - rank]
    floor = sorted.count < 20 ? quietest : sorted[sorted.count / 20]
    low = max(peak - 46, min(floor + 6, peak - 25))
  }

  /// Stretches above the upper threshold, without clicks.
  func runs(in levels: [Float]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for (index, level) in (levels + [-.infinity]).enumerated() {
      if level > high {
        start = start ?? index
      } else if let from = start {
        if index - from >= 4 || levels[from..<index].contains(where: { $0 > peak - 15 }) {
          found.append(from..<index)
        }
        start = nil
      }
    }
    return found
  }

  /// The outermost window that still belongs to speech.
  ///
  /// Weak sounds may follow a dip of 15 ms; the burst of a final stop may follow its closure, up to
  /// 120 ms of silence ("stop", "sept").
  func edge(in levels: [Float], from: Int, step: Int) -> Int {
    var edge = from
    var index = from + step
    while levels.indices.contains(index), abs(index - edge) <= 24 {
      if levels[index] > (abs(index - edge) <= 3 ? low : high) { edge = index }
      index += step
    }
    return edge
  }
}

/// Follows speech into its noise: what is left outside holds less than a two-thousandth (−33 dB) of its energy.
///
/// Beside loud noise the thresholds are high, and a final "s" lies under them as a whole. What counts is what exceeds
/// the noise by more than noise itself varies between windows, within 120 ms.
private func withFaintEnds(
  _ audible: ClosedRange<Int>, in levels: [Float], floor: Float
) -> ClosedRange<Int> {
  let noise = amplitude(decibels: floor + 1.5)
  let energy = levels.map { level in
    let loudness = amplitude(decibels: level)
    return max(0, loudness * loudness - noise * noise)
  }
  let enough = energy[audible].reduce(0, +) / 2000
  var start = max(0, audible.lowerBound - 24)
  var left: Float = 0
  while start < audible.lowerBound, left + energy[start] <= enough {
    left += energy[start]
    start += 1
  }
  var end = min(levels.count - 1, audible.upperBound + 24)
  left = 0
  while end > audible.upperBound, left + energy[end] <= enough {
    left += energy[end]
    end -= 1
  }
  return start...end
}
