import Foundation
import Testing

@testable import Media

/// What a codec says it can hold is what another program finds in the file, speaker by speaker.
@Suite(.serialized) struct LayoutTests {
  static let known = [
    "mono", "stereo", "2.1", "3.0", "4.0", "quad", "5.0", "5.0(side)", "5.1", "5.1(side)", "6.1",
    "7.1", "7.1(wide)",
  ]

  func layout(_ name: String) throws -> ChannelLayout {
    let fixture = try Fixture()
    let file = try fixture.film(
      "x.wav",
      ["-f", "lavfi", "-i", "anullsrc=channel_layout=\(name):sample_rate=48000:duration=0.1"])
    return try AudioReader(file).layout
  }

  /// Half a second in which every channel has a tone of its own, all of them equally loud.
  func tones(_ channels: Int) -> [[Float]] {
    (0..<channels).map { channel in
      (0..<25_000).map { 0.25 * Float(sin(Double($0) * 2 * .pi * hertz(channel) / 48_000)) }
    }
  }

  /// A subwoofer passes low tones only, and may be any channel.
  func hertz(_ channel: Int) -> Double { 36 + 12 * Double(channel) }

  /// How much of a tone is in a sound, 0 to 1.
  func share(of hertz: Double, in sound: [Float]) -> Double {
    var (sine, cosine, power) = (0.0, 0.0, 0.0)
    for (index, sample) in sound.enumerated() {
      let angle = Double(index) * 2 * .pi * hertz / 48_000
      sine += Double(sample) * sin(angle)
      cosine += Double(sample) * cos(angle)
      power += Double(sample) * Double(sample)
    }
    return 2 * (sine * sine + cosine * cosine) / (Double(sound.count) * max(power, 1e-9))
  }

  @Test(arguments: AudioCodec.allCases, known)
  func aLayoutIsRefusedOrWrittenSpeakerBySpeaker(codec: AudioCodec, name: String) throws {
    let layout = try layout(name)
    try #require(layout.name == name)
    if let refusal = codec.refusal(of: layout) {
      #expect(refusal.contains(name) && refusal.hasSuffix("."))
      return
    }
    let fixture = try Fixture()
    let file = fixture.path("x.\(codec.fileKind)")
    var writer = try AudioWriter(file, codec: codec, layout: layout)
    try writer.write(tones(layout.channels))
    try writer.finish()
    let found = try judge(
      "ffprobe",
      ["-v", "error", "-show_entries", "stream=channels,channel_layout", "-of", "csv=p=0", file])
    let words = found.split(whereSeparator: { ",\n".contains($0) }).map(String.init)
    #expect(words.first == "\(layout.channels)")
    if codec == .flac { #expect(words[1] == name) }
    if words.count > 1 {
      #expect(words[1].replacing("(side)", with: "") == name.replacing("(side)", with: ""))
    }
    let raw = fixture.path("x.f32")
    try judge("ffmpeg", ["-v", "error", "-i", file, "-f", "f32le", raw])
    let samples = try Data(contentsOf: URL(fileURLWithPath: raw)).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    for channel in 0..<layout.channels {
      let own = stride(from: channel, to: samples.count, by: layout.channels).map { samples[$0] }
      let share = share(of: hertz(channel), in: Array(own.dropFirst(8_000).prefix(16_000)))
      #expect(share > 0.8, "channel \(channel): \(share)")
    }
  }

  @Test(arguments: ["downmix", "stereo", "mono", "quad", "3.0(back)", "6.1", "7.1(wide)"])
  func everyLayoutHasSomeoneToSpeak(name: String) throws {
    let layout = try layout(name)
    #expect(layout.channels == 1 || layout.centre != nil || layout.sides != nil)
  }
}
