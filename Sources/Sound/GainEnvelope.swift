#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// How much the bed is lowered, at every sample, so that the dub is understood.
///
/// Drawn from the plan instead of following the voice, so that the full depth is reached before the
/// first sound of a line. Fades are raised cosines in dB.
public struct GainEnvelope: Sendable {
  /// How deep and how fast the bed moves; times in samples at 48 kHz.
  ///
  /// Defaults: 15 dB (12 suits music, 18–20 a strong original voice), down in 150 ms ending 100 ms
  /// before a line, held 250 ms after it, up in 500 ms, and down throughout gaps under 1 s.
  /// Conventions: time-fit.md, section 7.2.
  public struct Shape: Hashable, Sendable {
    public var depth: Float = 15
    public var fadeDown = 7_200
    public var early = 4_800
    public var hold = 12_000
    public var fadeUp = 24_000
    public var bridgedGap = 48_000

    public init() {}
  }

  private let shape: Shape
  /// Merged speech, ascending, far enough apart that the fades of two do not meet.
  private let speech: [Range<Int>]
  /// Gains by the samples since the fade down began, and by those left until the fade up is over.
  private let falling: [Float]
  private let rising: [Float]

  /// Intervals may come in any order and may overlap; empty ones are left out.
  public init(speech: [Range<Int>], shape: Shape = Shape()) {
    self.shape = shape
    let reach = shape.fadeDown + shape.early + shape.hold + shape.fadeUp
    let gap = max(shape.bridgedGap, reach)
    var merged: [Range<Int>] = []
    for next in speech.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, next.lowerBound - last.upperBound < gap {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
      } else {
        merged.append(next)
      }
    }
    self.speech = merged
    let fade = { (length: Int) in
      (0...max(0, length)).map { amplitude(decibels: shape.decibels($0, of: length)) }
    }
    falling = fade(shape.fadeDown)
    rising = fade(shape.fadeUp)
  }

  /// The gain at one sample in dB: 0 for untouched, −`depth` under speech.
  public func decibels(at sample: Int) -> Float {
    let index = firstAudible(from: sample)
    return index < speech.count ? decibels(at: sample, around: speech[index]) : 0
  }

  /// The amplitude factors of `count` samples from `start` on.
  ///
  /// Costs what the block costs, plus one binary search, wherever the block lies.
  public func gains(from start: Int, count: Int) -> [Float] {
    var gains: [Float] = []
    fill(&gains, from: start, count: count)
    return gains
  }

  /// The same, in place of what `gains` held.
  func fill(_ gains: inout [Float], from start: Int, count: Int) {
    let count = max(0, count)
    if gains.count != count { gains = Array(repeating: 1, count: count) }
    gains.withUnsafeMutableBufferPointer { gains in
      gains.update(repeating: 1)
      var index = firstAudible(from: start)
      while index < speech.count, down(speech[index]) < start + count {
        draw(speech[index], into: gains, from: start)
        index += 1
      }
    }
  }

  private func draw(
    _ speech: Range<Int>, into gains: UnsafeMutableBufferPointer<Float>, from start: Int
  ) {
    let (down, up) = (down(speech) - start, up(speech) - start)
    let drawn = max(0, down)..<max(0, down, min(gains.count, up))
    gains[drawn].update(repeating: falling[falling.count - 1])
    // Between the fades the gain stands still, and most of a film is between fades.
    let fades = [down..<down + falling.count, up - rising.count..<up]
    for sample in fades.flatMap(drawn.clamped) {
      let entered = min(sample - down, falling.count - 1)
      gains[sample] = max(falling[entered], rising[min(up - sample, rising.count - 1)])
    }
  }

  private func down(_ speech: Range<Int>) -> Int {
    speech.lowerBound - shape.early - shape.fadeDown
  }
  private func up(_ speech: Range<Int>) -> Int { speech.upperBound + shape.hold + shape.fadeUp }

  /// The first interval whose fades end after a sample.
  private func firstAudible(from sample: Int) -> Int {
    var (low, high) = (0, speech.count)
    while low < high {
      let middle = (low + high) / 2
      if up(speech[middle]) > sample { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func decibels(at sample: Int, around speech: Range<Int>) -> Float {
    let entered = sample - down(speech)
    let leaving = up(speech) - sample
    guard entered > 0, leaving > 0 else { return 0 }
    return max(
      shape.decibels(entered, of: shape.fadeDown), shape.decibels(leaving, of: shape.fadeUp))
  }
}

extension GainEnvelope.Shape {
  /// A raised cosine from 0 down to −`depth`, `way` samples into a fade of `length`.
  fileprivate func decibels(_ way: Int, of length: Int) -> Float {
    guard way < length else { return -depth }
    return -depth * Float(0.5 - 0.5 * cos(.pi * Double(way) / Double(length)))
  }
}
