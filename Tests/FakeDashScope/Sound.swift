import Dubbing
import Foundation
import Voices

/// What espeak-ng said, in the shapes the service sends sound in.
struct Sound: Sendable {
  /// 44 bytes, as the service writes them.
  let header: [UInt8]
  /// 16 bits, mono, at the header's rate.
  let samples: [UInt8]

  /// Speaks with the voice espeak-ng has for the language; some voices sound different from others.
  init(of question: Question, by espeak: Espeak, pace: Int = 100) async throws {
    let language = Self.languages[question.input?.languageType ?? "Auto"] ?? "en"
    let variant = ["Ethan": "+m3", "Serena": "+f2"][question.input?.voice ?? ""] ?? ""
    var voice = try await espeak.voice(named: "default", language: language)
    voice.name += variant
    let spoken = try await espeak.speak(
      Line(text: question.text, language: language, voice: voice, pace: pace))
    header = Array(spoken.audio.prefix(44))
    samples = Array(spoken.audio.dropFirst(44))
  }

  var seconds: Double {
    let rate = (0..<4).reduce(0) { $0 | Int(header[24 + $1]) << (8 * $1) }
    return Double(samples.count / 2) / Double(max(1, rate))
  }

  static let languages = [
    "Auto": "en", "Chinese": "zh", "English": "en", "German": "de", "Italian": "it",
    "Portuguese": "pt", "Spanish": "es", "Japanese": "ja", "Korean": "ko", "French": "fr",
    "Russian": "ru",
  ]

  /// The bytes to send, with the header the service lies in unless a fault says otherwise.
  func bytes(with fault: Fault?) -> [UInt8] {
    switch fault?.kind {
    case .bareSamples: return resampled(to: 24_000)
    case .nothing: return []
    case .mp3: return Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 0] + samples
    case .silence: return header(data: 0x7FFF_FF9B) + samples.map { _ in 0 }
    case .headerSize: return header(data: fault?.size ?? 0) + samples
    case .trailingChunk:
      let more = Array("LIST".utf8) + [4, 0, 0, 0] + Array("junk".utf8)
      return header(data: UInt32(samples.count)) + samples + more
    default: return header(data: 0x7FFF_FF9B) + samples
    }
  }

  func header(data size: UInt32) -> [UInt8] {
    var header = header
    // The service's own two numbers differ by 36.
    Self.store(size &+ 36, in: &header, at: 4)
    Self.store(size, in: &header, at: 40)
    return header
  }

  /// Samples alone, as realtime sessions give them.
  func samples(rate: Int, with fault: Fault?) -> [UInt8] {
    switch fault?.kind {
    case .nothing: []
    case .silence: samples.map { _ in 0 }
    default: resampled(to: rate)
    }
  }

  /// By straight lines between samples; at their own rate they stay as they are.
  private func resampled(to wanted: Int) -> [UInt8] {
    let rate = (0..<4).reduce(0) { $0 | Int(header[24 + $1]) << (8 * $1) }
    guard rate != wanted else { return samples }
    let heard = stride(from: 0, to: samples.count - 1, by: 2).map {
      Int(Int16(bitPattern: UInt16(samples[$0]) | UInt16(samples[$0 + 1]) << 8))
    }
    return (0..<(heard.count - 1) * wanted / rate).flatMap { index -> [UInt8] in
      let (place, rest) = (index * rate).quotientAndRemainder(dividingBy: wanted)
      let value = heard[place] + (heard[place + 1] - heard[place]) * rest / wanted
      return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
  }

  private static func store(_ value: UInt32, in bytes: inout [UInt8], at place: Int) {
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }
}
