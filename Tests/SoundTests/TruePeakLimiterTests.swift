import Dubbing
import Foundation
import Testing

@testable import Sound

@Suite struct TruePeakLimiterTests {
  enum Hard: CaseIterable {
    /// A sine at a quarter of the rate whose samples miss its peaks: 3 dB higher between them.
    case between
    case clicks, noise, low, sweep

    var samples: [Float] {
      let times = 0..<96_000
      return switch self {
      case .between: times.map { faded($0) * Float(1.2 * sin(.pi / 2 * Double($0) + .pi / 4)) }
      case .clicks: times.map { $0 % 9_001 == 4_000 ? 2 : 0.001 }
      case .noise: softened(Signals.noise(decibels: 3, count: times.count))
      case .low: times.map { Float(4 * sin(2 * .pi * 60 * Double($0) / 48_000)) }
      case .sweep: times.map { Float(2 * sin(1e-5 * Double($0) * Double($0))) }
      }
    }

    /// Edges of 20 ms: resamplers ring at a sound that begins at once.
    private func faded(_ time: Int) -> Float { Float(min(960, time, 96_000 - time)) / 960 }

    /// Less of what lies near half the sampling rate, where no two meters agree.
    private func softened(_ noise: [Float]) -> [Float] {
      noise.indices.map { index in
        let around = noise[max(0, index - 1)] + noise[min(noise.count - 1, index + 1)]
        return noise[index] / 2 + around / 4
      }
    }
  }

  @Test(arguments: Hard.allCases) func theLoudestPeakStaysUnderTheCeiling(sound: Hard) throws {
    let out = limited([sound.samples], ceiling: -1.5)[0]
    let meter = LoudnessMeter(speakers: [.front])
    meter.add([out])
    let heard = (meter.loudness.truePeak, try ffmpegPeak(of: out))
    #expect(heard.0 <= -150 + 10 && heard.1 <= -1.4, "heard \(heard)")
  }

  /// Speech driven 6 and 12 dB into the ceiling.
  @Test(arguments: [6.0, 12.0]) func sustainedOverdriveStaysUnderTheCeiling(drive: Double) throws {
    let wave = try Signals.speech("The quick brown fox jumps over the lazy dog, again and again.")
    let peak = wave.samples.map(abs).max() ?? 1
    let gain = amplitude(decibels: Float(drive)) / peak
    let out = limited([wave.samples.map { $0 * gain }], ceiling: -2)[0]
    let heard = try ffmpegPeak(of: out)
    #expect(heard <= -1.9, "heard \(heard)")
    #expect((out.map(abs).max() ?? 0) > amplitude(decibels: -3))
  }

  @Test func whatIsUnderTheCeilingIsUntouched() {
    let sound = Signals.noise(decibels: -30, count: 50_000)
    #expect(limited([sound], ceiling: -1) == [sound])
  }

  @Test func soundBeforeAndAfterAPeakIsUntouched() {
    var sound = Signals.noise(decibels: -40, count: 144_000)
    sound[48_000] = 1.5
    let out = limited([sound], ceiling: -1)[0]
    #expect(out.count == sound.count)
    #expect(out[..<47_700] == sound[..<47_700])
    #expect(out[120_000...] == sound[120_000...])
    #expect(out[48_000] < 0.9 && out[48_000] > 0.85)
  }

  @Test func nothingDependsOnTheSizeOfBlocks() {
    let sound = Hard.sweep.samples
    #expect(
      limited([sound], ceiling: -3, block: 777) == limited([sound], ceiling: -3, block: 96_000))
    #expect(limited([sound], ceiling: -3, block: 1) == limited([sound], ceiling: -3, block: 4_096))
  }

  @Test func allChannelsAreLoweredAlike() {
    let loud = Hard.noise.samples
    let quiet = Signals.noise(decibels: -30, count: 96_000, seed: 3)
    let out = limited([loud, quiet], ceiling: -1)
    for index in stride(from: 0, to: 96_000, by: 97) where abs(loud[index]) > 0.01 {
      let gains = (out[0][index] / loud[index], out[1][index] / quiet[index])
      #expect(abs(gains.0 - gains.1) < 1e-4)
    }
  }

  @Test(arguments: [0, 1, 7, 200, 255, 256, 257, 600]) func everyLengthIsKept(count: Int) {
    let out = limited([[Float](repeating: 0.99, count: count)], ceiling: -6)[0]
    #expect(out.count == count)
    #expect(out.allSatisfy { abs($0) <= amplitude(decibels: -6) * 1.001 })
  }

  private func limited(_ sound: [[Float]], ceiling: Float, block: Int = 10_000) -> [[Float]] {
    var limiter = TruePeakLimiter(
      ceiling: amplitude(decibels: ceiling), channels: sound.count)
    var out = sound.map { _ in [Float]() }
    let count = sound[0].count
    for start in stride(from: 0, to: count, by: block) {
      let part = limiter.next(sound.map { Array($0[start..<min(count, start + block)]) })
      for channel in out.indices { out[channel] += part[channel] }
    }
    let last = limiter.finish()
    for channel in out.indices { out[channel] += last[channel] }
    return out
  }

  /// What ffmpeg's EBU R 128 filter takes for the true peak, in dBTP.
  private func ffmpegPeak(of samples: [Float]) throws -> Double {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).wav")
    defer { try? FileManager.default.removeItem(at: file) }
    let wave = Waveform(samples: samples, rate: 48_000)
    try Data(writeWAV(wave, as: .float32)).write(to: file)
    let script = "ffmpeg -nostats -i '\(file.path)' -af ebur128=peak=true -f null - 2>&1"
    let text = String(decoding: try Signals.run("sh", ["-c", script]), as: UTF8.self)
    let last = text.components(separatedBy: "True peak:").last ?? ""
    let found = last.firstMatch(of: /Peak:\s+(-?[0-9.]+|-inf) dBFS/)
    return try #require(found.flatMap { Double($0.1) }, "\(text.suffix(400))")
  }
}
