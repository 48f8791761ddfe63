import Dubbing
import Sound
import Testing

@Suite struct SpeechLevelTests {
  private func speech() throws -> [Float] {
    let take = try Signals.speech("The harbour lay quiet, and nobody asked.")
    return (0..<take.samples.count * 48_000 / take.rate)
      .map { take.samples[$0 * take.rate / 48_000] }
  }

  private func level(_ samples: [Float]) -> Int? {
    speechLevel(of: Waveform(samples: samples, rate: 48_000)).loudness
  }

  @Test func silenceAroundSpeechChangesNothing() throws {
    let speech = try speech()
    let silence = [Float](repeating: 0, count: 100_000)
    let bare = try #require(level(speech))
    let padded = try #require(level(silence + speech + silence))
    #expect((bare - padded).magnitude <= 10)
  }

  @Test(arguments: [-24, -12, -6, 6]) func aGainIsWhatTheLevelMovesBy(decibels: Int) throws {
    let speech = try speech()
    let gain = amplitude(decibels: Float(decibels))
    let moved = try #require(level(speech.map { $0 * gain }))
    #expect((moved - (try #require(level(speech))) - decibels * 100).magnitude <= 2)
  }

  @Test func aWordOfTwoTenthsOfASecondHasALevel() {
    let word = Signals.vowel(pitch: 120, seconds: 0.2, rate: 48_000)
    let long = Signals.vowel(pitch: 120, seconds: 2, rate: 48_000)
    let short = level(word)
    #expect(short != nil)
    #expect(((short ?? 0) - (level(long) ?? 0)).magnitude <= 100)
  }

  @Test func pausesInsideATakeAreNotSpeech() throws {
    let speech = try speech()
    let pause = [Float](repeating: 0, count: 96_000)
    let once = speechLevel(of: Waveform(samples: speech, rate: 48_000)).active
    let twice = speechLevel(of: Waveform(samples: speech + pause + speech, rate: 48_000)).active
    #expect(abs(twice.seconds - 2 * once.seconds) < 0.1)
  }

  @Test func silenceAndNothingHaveNoLevel() {
    #expect(level([Float](repeating: 0, count: 48_000)) == nil)
    #expect(level([]) == nil)
  }
}
