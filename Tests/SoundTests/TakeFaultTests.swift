import Foundation
import Testing

@testable import Sound

@Suite struct TakeFaultTests {
  let rate = 48_000

  /// A vowel-like tone that dies away, with silence around it.
  func take(seconds: Double, gain: Float = 0.3) -> Waveform {
    let count = Int(seconds * Double(rate))
    let tone = (0..<count).map { i -> Float in
      let fade = min(1, Float(count - i) / 4800)
      return gain * fade * Float(sin(2 * .pi * 150 * Double(i) / Double(rate)))
    }
    let silence = [Float](repeating: 0, count: 4800)
    return Waveform(samples: silence + tone + silence, rate: rate)
  }

  @Test func aSoundTakeHasNoFault() {
    #expect(fault(of: take(seconds: 1), plausible: 0.2...5) == nil)
  }

  @Test func silenceIsAFault() {
    #expect(
      fault(of: Waveform(samples: [Float](repeating: 0, count: 9600), rate: rate), plausible: 0...5)
        == .silent)
    #expect(fault(of: Waveform(samples: [], rate: rate), plausible: 0...5) == .silent)
  }

  @Test func aLengthNoTextExplainsIsAFault() {
    #expect(fault(of: take(seconds: 0.3), plausible: 1...5) == .tooShort)
    #expect(fault(of: take(seconds: 7), plausible: 1...5) == .tooLong)
  }

  @Test func flatTopsAtFullScaleAreAFault() {
    var clipped = take(seconds: 1, gain: 4)
    clipped.samples = clipped.samples.map { min(1, max(-1, $0)) }
    #expect(fault(of: clipped, plausible: 0.2...5) == .clipped)
  }

  @Test func aSoundThatBreaksOffIsAFault() {
    var cut = take(seconds: 1)
    cut.samples.removeLast(4800 + 12_000)
    #expect(fault(of: cut, plausible: 0.2...5) == .truncated)
  }
}
