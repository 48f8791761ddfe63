import Foundation
import Testing

@testable import Sound

@Suite struct InnerPausesTests {
  /// Bursts of tone and what lies between them, in milliseconds, over a floor of noise in dB.
  func take(_ parts: [(tone: Int, pause: Int)], floor: Float? = nil) -> Waveform {
    var samples: [Float] = []
    for part in parts {
      samples += (0..<part.tone * 48).map { 0.3 * Float(sin(2 * .pi * 200 * Double($0) / 48_000)) }
      samples += [Float](repeating: 0, count: part.pause * 48)
    }
    guard let floor else { return Waveform(samples: samples, rate: 48_000) }
    var seed: UInt32 = 1
    let level = amplitude(decibels: floor)
    samples = samples.map {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return $0 + level * (Float(seed) / Float(UInt32.max) * 2 - 1)
    }
    return Waveform(samples: samples, rate: 48_000)
  }

  @Test(arguments: [nil, -55] as [Float?])
  func aPauseIsFoundWithinTenMilliseconds(floor: Float?) throws {
    let take = take([(500, 200), (400, 60), (300, 100)], floor: floor)
    let edges = try speechEdges(of: take)
    let pauses = innerPauses(of: take, between: edges, shortest: 4800)
    #expect(pauses.count == 1)
    let pause = try #require(pauses.first)
    #expect(abs(pause.lowerBound - 500 * 48) <= 480)
    #expect(abs(pause.upperBound - 700 * 48) <= 480)
  }

  @Test func theSilenceAroundSpeechIsNoPause() throws {
    let take = take([(0, 300), (500, 300)])
    #expect(innerPauses(of: take, between: try speechEdges(of: take), shortest: 4800) == [])
  }
}
