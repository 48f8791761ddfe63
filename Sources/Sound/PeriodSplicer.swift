/// Speech made longer or shorter by cutting out or repeating whole pitch periods.
///
/// Sound is copied unchanged while it is less than 4 ms off the wanted time; then one splice is
/// made where it is heard least: within the next 8 ms, over any lag from 2.5 to 15.5 ms (65–400
/// Hz). Candidates are compared on a copy at about 8 kHz and refined at full rate. Specification
/// and constants: time-fit.md, section 4, "Period splicing".
struct PeriodSplicer {
  private let input: UnsafeBufferPointer<Float>
  private let coarse: CoarseCopy
  private let rate: Int
  /// Input samples per output sample: above 1 is faster.
  private let tempo: Double
  private var output: [Float] = []
  private var place = 0

  init(_ input: UnsafeBufferPointer<Float>, rate: Int, toLength length: Int) {
    self.input = input
    self.rate = rate
    self.tempo = Double(input.count) / Double(length)
    self.coarse = CoarseCopy(input, rate: rate)
    output.reserveCapacity(length + rate / 10)
  }

  /// How far the output is ahead of the wanted time here, in samples.
  private func lead(at place: Int) -> Double {
    Double(output.count + place - self.place) - Double(place) / tempo
  }

  /// The whole input, within some milliseconds of the wanted length.
  mutating func run() -> [Float] {
    let tolerance = 0.004 * Double(rate)
    let millisecond = max(1, rate / 1000)
    while place < input.count {
      let lead = lead(at: place)
      if tempo > 1 ? lead < tolerance : lead > -tolerance {
        copy(millisecond)
      } else if let splice = bestSplice() {
        apply(splice)
      } else {
        copy(4 * millisecond)
      }
    }
    return output
  }

  private mutating func copy(_ count: Int) {
    let end = min(input.count, place + max(0, count))
    output.append(contentsOf: input[place..<end])
    place = end
  }

  /// A jump from one place to another, over a crossfade; all in samples.
  private struct Splice {
    var from: Int
    var to: Int
    var fade: Int
  }

  private func bestSplice() -> Splice? {
    let behind = abs(lead(at: place)) > 0.006 * Double(rate)
    let step = coarse.count(milliseconds: 1)
    // The last 10 ms stay as they are: the release of a final consonant may be all that is there.
    let end = input.count / coarse.factor - coarse.count(milliseconds: 10)
    let first = place / coarse.factor
    // Far behind (only near 2×), there is no time to look for a better place.
    let last = behind ? first : first + coarse.count(milliseconds: 8)
    var best: (cost: Double, from: Int, lag: Int, fade: Int)?
    for from in stride(from: first, through: last, by: step) {
      let lead = lead(at: max(place, from * coarse.factor))
      if from > first, abs(lead) > 0.007 * Double(rate) { break }
      for lag in coarse.shortestLag...coarse.longestLag {
        let after =
          tempo > 1
          ? lead - Double(lag * coarse.factor) / tempo : lead + Double(lag * coarse.factor)
        guard abs(after) <= max(0.008 * Double(rate), abs(lead)) else { continue }
        let fade = fade(lag: lag, behind: behind)
        let to = tempo > 1 ? from + lag : from - lag
        guard max(from, to) + fade <= end,
          let difference = coarse.difference(from, to, count: fade)
        else { continue }
        let cost = difference + 0.02 * abs(after) / (0.008 * Double(rate))
        if cost < best?.cost ?? .infinity { best = (cost, from, lag, fade) }
      }
    }
    return best.map { refined(from: $0.from, lag: $0.lag, fade: $0.fade) }
  }

  /// Crossfades last one lag, so that all that is skipped is also compared.
  private func fade(lag: Int, behind: Bool) -> Int {
    let shortest = coarse.count(milliseconds: 4)
    if tempo < 1 { return lag }
    return behind ? shortest : max(lag, shortest)
  }

  /// The same splice with its lag exact to the sample.
  private func refined(from coarseFrom: Int, lag: Int, fade: Int) -> Splice {
    let factor = coarse.factor
    let from = max(place, coarseFrom * factor)
    let length = fade * factor
    let middle = tempo > 1 ? from + lag * factor : from - lag * factor
    var best = Splice(from: from, to: middle, fade: length)
    var least = Float.infinity
    for to in middle - factor...middle + factor {
      guard to >= 0, max(to, from) + length <= input.count else { continue }
      let difference = squaredDifference(input, from, to, count: length)
      if difference < least { (least, best.to) = (difference, to) }
    }
    // Repeating must not run into what it repeats, or the input would never be used up.
    if tempo < 1 { best.fade = min(length, from - best.to) }
    return best
  }

  private mutating func apply(_ splice: Splice) {
    copy(splice.from - place)
    let fade = min(splice.fade, input.count - max(splice.from, splice.to))
    guard fade > 0, splice.to >= 0 else { return copy(max(1, rate / 250)) }
    appendCrossfade(to: &output, input, splice.from, splice.to, count: fade)
    place = splice.to + fade
  }
}

/// Appends `count` samples that turn linearly from one place of a sound into another.
func appendCrossfade(
  to output: inout [Float], _ input: UnsafeBufferPointer<Float>, _ from: Int, _ to: Int, count: Int
) {
  for index in 0..<count {
    let weight = (Float(index) + 0.5) / Float(count)
    output.append(input[from + index] * (1 - weight) + input[to + index] * weight)
  }
}

/// Sum of squared differences of two stretches of the same sound, eight at a time.
@inline(__always)
func squaredDifference(
  _ sound: UnsafeBufferPointer<Float>, _ a: Int, _ b: Int, count: Int
) -> Float {
  let raw = UnsafeRawBufferPointer(sound)
  var sums = SIMD8<Float>.zero
  var index = 0
  while index + 8 <= count {
    let x = raw.loadUnaligned(fromByteOffset: (a + index) * 4, as: SIMD8<Float>.self)
    let y = raw.loadUnaligned(fromByteOffset: (b + index) * 4, as: SIMD8<Float>.self)
    let difference = x - y
    sums += difference * difference
    index += 8
  }
  var sum = sums.sum()
  while index < count {
    let difference = sound[a + index] - sound[b + index]
    sum += difference * difference
    index += 1
  }
  return sum
}
