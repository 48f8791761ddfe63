import Dubbing
import Testing

@Suite struct LevellingTests {
  func take(_ loudness: Int?, seconds: Double = 2) -> TakeLevel {
    TakeLevel(loudness: loudness, active: Time(seconds: seconds))
  }

  @Test func everySpeakerIsBroughtToTheSameLevel() {
    let takes = [take(-2600), take(-2600), take(-1400), take(-1400)]
    let gains = levellingGains(takes, speakers: ["a", "a", "b", "b"], target: -2000)
    #expect(gains == [600, 600, -600, -600])
  }

  @Test func aTakeIsMovedAtMostThreeDecibelsBeyondItsSpeaker() {
    let takes = [take(-2000, seconds: 1000), take(-2200), take(-2900), take(-1500)]
    let gains = levellingGains(
      takes, speakers: ["a", "a", "a", "a"], target: -2000)
    #expect(gains[0].magnitude <= 2)
    #expect((gains[1] - 200).magnitude <= 2)
    #expect((gains[2] - 300).magnitude <= 2)
    #expect((gains[3] + 300).magnitude <= 2)
  }

  @Test func aShortTakeHasItsSpeakersGainOnly() {
    let takes = [take(-2300, seconds: 1000), take(-1800, seconds: 0.79), take(nil, seconds: 0.1)]
    let gains = levellingGains(takes, speakers: ["a", "a", "a"], target: -2000)
    #expect(gains.allSatisfy { ($0 - 300).magnitude <= 1 })
    #expect(gains[1] == gains[2])
  }

  @Test func aWhisperDoesNotRaiseItsSpeaker() {
    let takes = [take(-2000), take(-2000), take(-4000, seconds: 30)]
    let gains = levellingGains(takes, speakers: ["a", "a", "a"], target: -2000)
    #expect(gains == [0, 0, 300])
  }

  @Test func silenceIsNotRaisedAndNoiseNotWithoutBound() {
    let takes = [take(nil), take(-6900)]
    #expect(levellingGains(takes, speakers: ["a", "b"], target: -2000) == [0, 2700])
    #expect(levellingGains([], speakers: [], target: -2000) == [])
  }

  @Test func theTargetIsTheOriginalsWithinReason() {
    #expect(levellingTarget(original: -2345) == -2345)
    #expect(levellingTarget(original: nil) == -2000)
    #expect(levellingTarget(original: -800) == -1400)
    #expect(levellingTarget(original: -5500) == -3100)
  }

  @Test func theOrderOfTakesDoesNotMatter() {
    let takes = (0..<50).map { take(-1500 - ($0 * 37) % 900, seconds: Double(1 + $0 % 7)) }
    let speakers = (0..<50).map { "\($0 % 3)" }
    let gains = levellingGains(takes, speakers: speakers, target: -2300)
    let back = levellingGains(takes.reversed(), speakers: speakers.reversed(), target: -2300)
    #expect(gains == back.reversed())
  }
}
