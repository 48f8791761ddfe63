import Foundation
import Sound

/// Sounds to try things on, the same in every run.
enum Signals {
  /// A steady vowel: pulses at `pitch` through one resonance.
  static func vowel(pitch: Double, seconds: Double, rate: Int) -> [Float] {
    let radius = exp(-.pi * 90 / Double(rate))
    let turn = 2 * radius * cos(2 * .pi * 700 / Double(rate))
    var (last, before, phase) = (0.0, 0.0, 1.0)
    return (0..<Int(seconds * Double(rate))).map { _ in
      phase += pitch / Double(rate)
      let pulse = phase >= 1 ? 1.0 : 0
      if phase >= 1 { phase -= 1 }
      (last, before) = (pulse + turn * last - radius * radius * before, last)
      return Float(last * 0.2)
    }
  }

  /// White noise with a given level in dB of full scale.
  static func noise(decibels: Double, count: Int, seed: UInt64 = 1) -> [Float] {
    var random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    let scale = pow(10, decibels / 20) * 3.0.squareRoot()
    return (0..<count).map { _ in Float(random.next() * scale) }
  }

  /// What espeak-ng makes of a text, without the exact zeros around it.
  static func speech(_ text: String, voice: String = "en-us") throws -> Waveform {
    let wave = try readWAV(run("espeak-ng", ["-v", voice, "--stdout", text]))
    let heard = wave.samples.indices.filter { abs(wave.samples[$0]) > 2 / 32768 }
    guard let first = heard.first, let last = heard.last else { return wave }
    return Waveform(samples: Array(wave.samples[first...last]), rate: wave.rate)
  }

  /// The output of a command.
  static func run(_ command: String, _ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardOutput = output
    try process.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return bytes
  }

  static func power(_ samples: some Collection<Float>) -> Double {
    samples.reduce(0) { $0 + Double($1) * Double($1) }
  }
}

/// A small random number generator; uniform from −1 to 1.
struct Xorshift {
  var state: UInt64
  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / Double(UInt64(1) << 52) - 1
  }
}
