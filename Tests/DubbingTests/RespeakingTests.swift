import Testing

@testable import Dubbing

@Suite struct RespeakingTests {
  static let voice = Voice(provider: "espeak", model: "m", name: "n")
  let respeaking = Respeaking(paces: [Self.voice: 70...150])

  func pace(_ spoken: Int, _ planned: Int, provider: String = "espeak", pace: Int = 100) -> Int? {
    var voice = Self.voice
    voice.provider = provider
    return respeaking.pace(
      for: Line(text: "a", language: "en", voice: voice, pace: pace),
      spoken: Time(milliseconds: spoken), planned: Time(milliseconds: planned))
  }

  @Test func aTakeThatIsNearEnoughIsKept() {
    #expect(pace(1000, 1000) == nil)
    #expect(pace(1024, 1000) == nil)
    #expect(pace(1026, 1000) == 105)
  }

  @Test func aVoiceIsNeverAskedForMoreThanItCan() {
    #expect(pace(2500, 1000) == 150)
    #expect(pace(1250, 1000, provider: "recording") == nil)
  }

  @Test func aSecondAskCorrectsWhatTheFirstGave() {
    // Asked for 120 %, it came out at 110 %: 130 % will do.
    #expect(pace(1091, 1000, pace: 120) == 130)
  }

  @Test func nothingIsAskedOfSilence() {
    #expect(pace(0, 1000) == nil)
    #expect(pace(1000, 0) == nil)
  }

  @Test func theNearestTakeIsKept() {
    let lengths = [1200, 900, 1050].map(Time.init(milliseconds:))
    #expect(Respeaking.nearest(lengths, to: Time(milliseconds: 1000)) == 2)
    #expect(Respeaking.nearest(Array(lengths.prefix(2)), to: Time(milliseconds: 1040)) == 0)
  }
}
