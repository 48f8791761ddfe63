import Dubbing
import Foundation
import Sound
import Testing

@Suite struct LoudnessMeterTests {
  /// EBU Tech 3341, case 1: a stereo sine of 1,000 Hz with peaks of −23 dBFS reads −23.0 LUFS.
  @Test func theReferenceToneReadsMinus23() {
    let tone = sine(level: -23, seconds: 20)
    let meter = LoudnessMeter(speakers: [.front, .front])
    meter.add([tone, tone])
    #expect(abs((meter.loudness.integrated ?? 0) + 2300) <= 10)
    #expect(abs(meter.loudness.truePeak + 2300) <= 10)
    #expect(meter.loudness.range == 0)
  }

  @Test func aMeasurementDoesNotDependOnTheSizeOfBlocks() {
    let tone = sine(level: -20, seconds: 3)
    let whole = LoudnessMeter(speakers: [.front])
    whole.add([tone])
    let pieces = LoudnessMeter(speakers: [.front])
    for start in stride(from: 0, to: tone.count, by: 777) {
      pieces.add([Array(tone[start..<min(tone.count, start + 777)])])
    }
    #expect(whole.loudness == pieces.loudness)
  }

  @Test func surroundChannelsCountMoreAndTheSubwooferNot() {
    let tone = sine(level: -23, seconds: 5)
    let read = { (speaker: LoudnessMeter.Speaker) in
      let meter = LoudnessMeter(speakers: [speaker])
      meter.add([tone])
      return meter.loudness.integrated
    }
    #expect(read(.uncounted) == nil)
    #expect(abs((read(.surround) ?? 0) - (read(.front) ?? 0) - 149) <= 5)
  }

  @Test func silenceHasNoLoudness() {
    let meter = LoudnessMeter(speakers: [.front])
    meter.add([[Float](repeating: 0, count: 96_000)])
    #expect(meter.loudness == Loudness(integrated: nil, range: 0, truePeak: -20_000))
  }

  private func sine(level: Double, seconds: Int) -> [Float] {
    (0..<seconds * 48_000).map {
      Float(pow(10, level / 20) * sin(2 * .pi * 1000 * Double($0) / 48_000))
    }
  }
}
