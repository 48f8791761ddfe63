import Dubbing
import Engine
import Foundation
import Media
import Sound
import Testing

@testable import Stages

@Suite struct LevelTrackTests {
  /// A workspace in a folder of its own.
  final class Bench: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "level-\(UUID().uuidString)")
    let workspace: Workspace
    init() throws { workspace = Workspace(store: try Store(at: folder.path)) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A mix with this sound in every channel.
    func mix(_ sound: [Float], layout: String = "stereo") throws -> Track {
      let layout = try #require(Self.layout(layout, in: folder))
      let file = workspace.scratch("flac")
      var writer = try LosslessWriter(file, layout: layout)
      try writer.write(Array(repeating: sound, count: layout.channels))
      try writer.finish()
      return Track(
        audio: try workspace.keep(file, kind: "flac"), layout: layout,
        length: Time(samples: sound.count), peak: 0)
    }

    func encoded(_ track: Track, _ target: LoudnessTarget, codec: AudioCodec = .flac)
      async throws -> Encoded
    {
      try await EncodeTrack(codec: codec, bitRate: nil).run(
        (track, LoudnessGoal(target, LoudnessReference())), in: workspace)
    }

    private static func layout(_ name: String, in folder: URL) -> ChannelLayout? {
      let file = folder.appending(path: "layout.wav").path
      let silence = "anullsrc=channel_layout=\(name):sample_rate=48000:duration=0.1"
      _ = try? judge("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", silence, file])
      return try? AudioReader(file).layout
    }

    /// Loudness and true peak as ffmpeg hears them, in LUFS and dBTP.
    func heard(_ encoded: Encoded) throws -> (integrated: Double, peak: Double) {
      let text = try judge(
        "ffmpeg",
        [
          "-nostats", "-i", workspace.path(of: encoded.audio), "-af",
          "ebur128=peak=true", "-f", "null", "-",
        ])
      func value(_ label: String) throws -> Double {
        let last = try #require(text.components(separatedBy: "Summary:").last)
        let tail = try #require(last.components(separatedBy: "\(label):").last)
        let word = tail.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        return try #require(Double(word), "\(text.suffix(500))")
      }
      return (try value("    I"), try value("Peak"))
    }
  }

  /// Bursts of a voiced sound with high and narrow peaks, for a while.
  static func speech(level: Float, seconds: Int = 4) -> [Float] {
    (0..<seconds * 48_000).map { time in
      let phase = Float(time % 400) / 400
      let syllable = max(0, sin(2 * .pi * Float(time) / 19_200))
      return amplitude(decibels: level) * syllable * exp(-8 * phase) * sin(2 * .pi * phase * 9)
    }
  }

  /// Stream asks these bursts for 6 dB of limiting and more.
  @Test(arguments: AudioCodec.allCases) func everyCodecKeepsLevelAndCeiling(codec: AudioCodec)
    async throws
  {
    let bench = try Bench()
    let done = try await bench.encoded(try bench.mix(Self.speech(level: -6)), .stream, codec: codec)
    let heard = try bench.heard(done)
    #expect(abs(heard.integrated + 16) <= 0.3, "\(heard)")
    #expect(heard.peak <= -1.5, "\(heard)")
    #expect(done.levelled.aim == -1600)
  }

  @Test(arguments: ["mono", "stereo", "5.1", "7.1"]) func everyLayoutIsLevelled(layout: String)
    async throws
  {
    let bench = try Bench()
    let track = try bench.mix(Self.speech(level: -20), layout: layout)
    let done = try await bench.encoded(track, .ebuR128, codec: .aac)
    let heard = try bench.heard(done)
    #expect(abs(heard.integrated + 23) <= 0.3, "\(heard)")
    #expect(heard.peak <= -1, "\(heard)")
    #expect(done.layout.channels == track.layout.channels)
  }

  @Test func aGainAloneLeavesTheRangeAsItWas() async throws {
    let bench = try Bench()
    let sound = Self.speech(level: -12) + Self.speech(level: -24)
    let before = try await bench.encoded(try bench.mix(sound), .none)
    let after = try await bench.encoded(try bench.mix(sound), .ebuR128)
    #expect(abs(before.loudness.range - after.loudness.range) <= 50)
  }

  @Test func nearSilenceIsNotRaised() async throws {
    let bench = try Bench()
    let done = try await bench.encoded(try bench.mix(Self.speech(level: -90)), .stream)
    #expect(done.levelled.gain == 0)
    #expect(done.levelled.shortfall == .nothingToMeasure)
    #expect(done.levelled.sentence("es")?.contains("as mixed") == true)
  }

  @Test(arguments: [1, 100, 4_800, 19_199]) func whatIsTooShortToMeasureIsOnlyLimited(count: Int)
    async throws
  {
    let bench = try Bench()
    let track = try bench.mix([Float](repeating: 1.5, count: count))
    let done = try await bench.encoded(track, .stream)
    #expect(done.levelled.shortfall == .nothingToMeasure)
    #expect(done.loudness.truePeak <= -150, "\(done.loudness)")
  }

  @Test func aSecondIsEnoughToBeMeasured() async throws {
    let bench = try Bench()
    let done = try await bench.encoded(try bench.mix(Self.speech(level: -20, seconds: 1)), .stream)
    #expect(abs((done.loudness.integrated ?? 0) + 1600) <= 30)
  }

  /// A click 60 dB above the speech would have to be taken away whole.
  @Test func aClickFarAboveTheSpeechIsTold() async throws {
    let bench = try Bench()
    var sound = Self.speech(level: -54)
    sound[50_000] = 1
    let done = try await bench.encoded(try bench.mix(sound), .youtube)
    #expect(done.levelled.shortfall == .peaksTooHigh)
    #expect(done.loudness.truePeak <= -100)
    #expect(done.levelled.sentence("es")?.contains("20 dB") == true)
  }

  @Test func equalMixesGiveEqualBytes() async throws {
    let bench = try Bench()
    let track = try bench.mix(Self.speech(level: -6))
    let first = try await bench.encoded(track, .youtube, codec: .opus)
    let second = try await bench.encoded(track, .youtube, codec: .opus)
    #expect(first == second)
  }

  @Test func aTrackOutsideItsLimitsFailsItsChecks() {
    let dub = Expectation(
      language: "es", title: "Español", lines: [], goal: LoudnessGoal(.stream, .init()),
      aim: -1600)
    let passed = { (integrated: Int?, peak: Int) in
      dub.loudnessChecks(
        Loudness(integrated: integrated, range: 500, truePeak: peak), dialogue: nil
      ).map(\.passed)
    }
    #expect(passed(-1570, -150) == [true, true])
    #expect(passed(-1569, -149) == [false, false])
    #expect(passed(nil, -20_000) == [true, false])
  }
}

/// Runs a judge and returns what it wrote to both its outputs; its failure fails the test.
private func judge(_ name: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [name] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0, "\(name) \(arguments.joined(separator: " "))")
  return String(decoding: data, as: UTF8.self)
}
