import Foundation
import Sound
import Testing

@Suite struct TruePeakFinderTests {
  /// A peak between two samples of 0.7, in the step that begins at sample 512.
  private var sound: [Float] {
    var sound = [Float](repeating: 0.1, count: 2_000)
    for (index, sample) in [0.1, 0.3, 0.7, 0.7, 0.3, 0.1].enumerated() {
      sound[598 + index] = Float(sample)
    }
    return sound
  }

  @Test func aPeakBetweenSamplesIsFoundWhereItIs() throws {
    let found = peaks(in: sound, block: 2_000)
    #expect(found.keys.sorted() == [2])
    #expect(try #require(found[2]) > 0.75)
  }

  @Test(arguments: [1, 100, 256, 777]) func nothingDependsOnTheSizeOfBlocks(block: Int) {
    #expect(peaks(in: sound, block: block) == peaks(in: sound, block: 2_000))
  }

  @Test func theLastSampleIsLookedAt() {
    var sound = [Float](repeating: 0, count: 1_000)
    sound[999] = 1
    #expect(peaks(in: sound, block: 1_000).keys.sorted() == [3])
  }

  @Test func aDipLowersOnlyItsOwnSteps() {
    let sound = (0..<48_000).map { Float(0.8 * sin(Double($0) / 7)) }
    var limiter = TruePeakLimiter(ceiling: 0.9, channels: 1, dips: [40: 0.5])
    let out = limiter.next([sound])[0] + limiter.finish()[0]
    #expect(out.count == sound.count)
    #expect(out[..<9_900] == sound[..<9_900])
    #expect(out[10_240..<10_496].allSatisfy { abs($0) <= 0.451 })
    #expect(out[47_000...].elementsEqual(sound[47_000...]) { abs($0 - $1) < 1e-4 })
  }

  private func peaks(in sound: [Float], block: Int) -> [Int: Float] {
    var finder = TruePeakFinder(ceiling: 0.72, channels: 1)
    for start in stride(from: 0, to: sound.count, by: block) {
      finder.add([Array(sound[start..<min(sound.count, start + block)])])
    }
    finder.finish()
    return finder.peaks
  }
}
