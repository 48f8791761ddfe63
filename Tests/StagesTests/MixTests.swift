import Dubbing
import Foundation
import Sound
import Testing

@testable import Media
@testable import Stages

/// Levels in the finished mix: measured on its samples, to a tenth of a decibel.
@Suite(.serialized) struct MixTests {
  static let surround = ChannelLayout(channels: 6, name: "5.1")

  /// Lines at random places, some of them overlapping, some close to each other.
  func plan(_ seed: UInt64, length: Int) -> [Range<Int>] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    return (0..<4 + random(6)).map { _ in
      let start = random(length - 48_000)
      return start..<start + 2_000 + random(46_000)
    }
  }

  func settings(_ mode: MixSettings.Mode, depth: Int) -> MixSettings {
    var mix = MixSettings(mode)
    mix.ducking.depth = depth
    return mix
  }

  @Test(arguments: [
    (MixSettings.Mode.duck, 1500), (.lector, 2000), (.bed, 300),
  ])
  func theDepthIsExactFromTheFirstSampleOfSpeechToTheLast(mode: MixSettings.Mode, depth: Int)
    async throws
  {
    let studio = try Studio()
    let length = 9 * 48_000
    let bed = try studio.bed([[Float](repeating: 0.25, count: length)], .mono)
    let low = 0.25 * pow(10, Float(depth) / -2000)
    for seed in 1...3 as ClosedRange<UInt64> {
      let plan = plan(seed, length: length)
      let placed = try plan.map {
        try studio.placed(Array(repeating: 0, count: $0.count), at: $0.lowerBound)
      }
      let track = try await studio.mixed(
        settings(mode, depth: depth), bed, placed, length: length)[0]
      for speech in plan {
        #expect(decibels(track[speech], beside: low) <= 0.1, "seed \(seed), \(speech)")
      }
      for pause in pauses(in: plan, length: length) {
        #expect(decibels(track[pause], beside: 0.25) <= 0.1, "seed \(seed), \(pause)")
      }
    }
  }

  /// Where nobody speaks and every fade is over.
  func pauses(in plan: [Range<Int>], length: Int) -> [Range<Int>] {
    var (pauses, end): ([Range<Int>], Int?) = ([], nil)
    for speech in plan.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let from = end.map { $0 + 36_000 } ?? 0
      let isBridged = end.map { speech.lowerBound - $0 < 48_000 } ?? false
      if !isBridged, from < speech.lowerBound - 12_000 {
        pauses.append(from..<speech.lowerBound - 12_000)
      }
      end = max(end ?? 0, speech.upperBound)
    }
    let last = (end ?? 0) + 36_000
    return last < length ? pauses + [last..<length] : pauses
  }

  /// How far, at most, samples are from a level.
  func decibels(_ samples: ArraySlice<Float>, beside level: Float) -> Double {
    let (least, most) = (samples.min() ?? 0, samples.max() ?? 0)
    return [least, most].map { abs(20 * log10(Double($0 / level))) }.max() ?? 0
  }

  @Test(arguments: [ChannelLayout.stereo, surround])
  func neitherVoiceNorBedChangesTheOthersLevel(layout: ChannelLayout) async throws {
    let studio = try Studio()
    let length = 4 * 48_000
    let low = Studio.tone(200, decibels: -30, count: length)
    let bed = try studio.bed(Array(repeating: low, count: layout.channels), layout)
    let silence = try studio.bed(
      Array(repeating: Array(repeating: 0, count: length), count: layout.channels), layout)
    let line = try studio.placed(
      Studio.tone(1000, decibels: -12, count: 48_000), at: 48_000)
    let speaking = 48_000 + 4_800..<2 * 48_000 - 4_800
    let quiet = 3 * 48_000..<4 * 48_000
    for mode in [MixSettings.Mode.duck, .bed] {
      let both = try await studio.mixed(.init(mode), bed, [line], length: length)
      let alone = try await studio.mixed(.init(mode), silence, [line], length: length)
      let without = try await studio.mixed(.init(mode), bed, [], length: length)
      for channel in 0..<layout.channels {
        let voice = Studio.level(of: 1000, in: both[channel][speaking])
        let expected = Studio.level(of: 1000, in: alone[channel][speaking])
        #expect(expected < -60 || abs(voice - expected) <= 0.1)
        let under = Studio.level(of: 200, in: both[channel][quiet])
        #expect(abs(under - Studio.level(of: 200, in: without[channel][quiet])) <= 0.1)
        #expect(abs(under + 30) <= 0.1)
      }
      let voices = (0..<layout.channels).map {
        pow(10, Studio.level(of: 1000, in: both[$0][speaking]) / 10)
      }
      #expect(abs(10 * log10(voices.reduce(0, +)) + 12) <= 0.1)
    }
  }

  @Test func underALectorTheOriginalIsHeardUntilTheDubSetsIn() async throws {
    let studio = try Studio()
    let length = 12 * 48_000
    let bed = try studio.bed([[Float](repeating: 0.25, count: length)], .mono)
    let silence = [Float](repeating: 0, count: 2 * 48_000)
    // Cues at 1 s and 6 s, of which the dub begins a second and a half late.
    let lines = try [2.5, 7.5].map { try studio.placed(silence, at: Int($0 * 48_000)) }
    let track = try await studio.mixed(.init(.lector), bed, lines, length: length)[0]
    let open = { (from: Double, to: Double) in
      track[Int(from * 48_000)..<Int(to * 48_000)].allSatisfy { abs($0 - 0.25) < 1e-5 }
    }
    #expect(open(1, 2.2))
    #expect(open(6, 7.2))
    #expect(open(4.95, 6))
  }

  @Test func speechWithoutPaddingIsNotFadedAway() async throws {
    let studio = try Studio()
    let constant = [Float](repeating: 0.5, count: 4_800)
    var bare = try studio.placed(constant, at: 10_000)
    bare.start = Time(samples: 10_000 - bare.clip.lead)
    bare.length = Time(samples: bare.clip.length)
    bare.clip.lead = 0
    let padded = try studio.placed(constant, at: 20_000)
    let fades = [bare, padded].map { $0.placement(gain: 0) }
    #expect(fades.map(\.fadeIn) == [48, 240] && fades.map(\.fadeOut) == [48, 576])
    let track = try await studio.mixed(
      .init(.replace), Bed(audio: nil, layout: .mono), [padded], length: 48_000)[0]
    #expect(track[20_000..<24_800].allSatisfy { abs($0 - 0.5) < 1e-6 })
  }

  @Test func theGainOfATakeIsHeardAndAddsToThatOfAllVoices() async throws {
    let studio = try Studio()
    let tone = Studio.tone(1000, decibels: -20, count: 48_000)
    var mix = MixSettings(.replace)
    mix.voice = 200
    let bed = Bed(audio: nil, layout: .mono)
    let line = try studio.placed(tone, at: 0, gain: -550)
    let track = try await studio.mixed(mix, bed, [line], length: 48_000)[0]
    #expect(abs(Studio.level(of: 1000, in: track[4_800..<43_200]) + 23.5) <= 0.01)
  }
}
