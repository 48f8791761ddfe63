import CFFmpeg
import Testing

@testable import Media

@Suite struct ReaderClockTests {
  /// A frame of AAC at these rates is no whole number of samples at 48 kHz.
  @Test(arguments: [44_100, 22_050, 32_000]) func aLongSoundDoesNotDrift(rate: Int) throws {
    let fixture = try Fixture()
    let file = try fixture.film(
      "long.m4a",
      [
        "-f", "lavfi", "-i", "sine=frequency=1000:duration=2:sample_rate=\(rate)", "-af",
        "adelay=120000:all=1", "-c:a", "aac",
      ])
    let sound = try ReadingTests().read(file, channels: .mono)[0]
    let onset = try #require(sound.firstIndex { abs($0) > 0.05 })
    #expect(abs(onset - 120 * 48_000) < 72, "\(onset - 120 * 48_000)")
    #expect(abs(sound.count - 122 * 48_000) < 2_400, "\(sound.count)")
  }

  @Test func timesOfADamagedFileAreHeldInBounds() {
    let base = AVRational(num: 1, den: 1)
    #expect(samples(Int64.max - 1, base) == 1 << 60)
    #expect(samples(Int64.min + 1, base) == -(1 << 60))
  }

  @Test(arguments: AudioCodec.allCases) func surroundOfADiscCanBeEncoded(codec: AudioCodec) throws {
    let fixture = try Fixture()
    let side = ChannelLayout(channels: 6, name: "5.1(side)")
    let sound = try ReadingTests().read(try fixture.dub(codec, layout: side))
    #expect(sound.count == 6)
    #expect(sound[5].contains { abs($0) > 0.05 })
  }
}
