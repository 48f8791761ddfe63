import Dubbing
import Foundation
import Voices

/// What espeak-ng said, in the forms servers send sound in.
struct Sound: Sendable {
  private let header: [UInt8]
  private let samples: [UInt8]

  init(of question: Question, traits: Set<Behaviour.Trait>, by espeak: Espeak) async throws {
    let language = Refusal.languages[question.language ?? "Auto"] ?? "en"
    var voice = try await espeak.voice(named: "default", language: language)
    // Some voices sound different from others.
    voice.name += ["ryan": "+m3", "serena": "+f2"][question.voice?.lowercased() ?? ""] ?? ""
    let pace = traits.contains(.ignoresSpeed) ? 100 : Int((question.speed ?? 1) * 100)
    let speech = try await espeak.speak(
      Line(text: question.input ?? "", language: language, voice: voice, pace: pace))
    let head = Array(speech.audio.prefix(44))
    header = head
    var all = Array(speech.audio.dropFirst(44))
    // Twelve and a half tokens a second.
    let most = question.maxNewTokens.map { $0 * Self.rate(head) * 2 / 25 * 2 }
    if let most, most < all.count { all.removeLast(all.count - most) }
    samples = all
  }

  func samples(with fault: Behaviour.Fault?) -> [UInt8] {
    switch fault?.kind {
    case .nothing: []
    case .silence: samples.map { _ in 0 }
    case .runaway: Array(repeating: samples, count: 40).flatMap { $0 }
    default: samples
    }
  }

  func wave(with fault: Behaviour.Fault?, streamed: Streamed) -> [UInt8] {
    let sound = samples(with: fault)
    guard !sound.isEmpty else { return [] }
    var wave = header
    let size = streamed == .yes ? .max : UInt32(sound.count)
    Self.store(streamed == .yes ? .max : size &+ 36, in: &wave, at: 4)
    Self.store(fault?.kind == .headerSize ? fault?.size ?? 0 : size, in: &wave, at: 40)
    wave += sound
    if fault?.kind == .trailingChunk {
      wave += Array("LIST".utf8) + [4, 0, 0, 0] + Array("junk".utf8)
    }
    return wave
  }

  enum Streamed { case yes, no }

  /// 24 kHz, as the contract has it for bare samples; by straight lines.
  func bare(with fault: Behaviour.Fault?) -> [UInt8] {
    let raw = samples(with: fault)
    let rate = Self.rate(header)
    let heard = stride(from: 0, to: raw.count - 1, by: 2).map {
      Int(Int16(bitPattern: UInt16(raw[$0]) | UInt16(raw[$0 + 1]) << 8))
    }
    guard heard.count > 1 else { return [] }
    return (0..<(heard.count - 1) * 24_000 / rate).flatMap { index -> [UInt8] in
      let (place, rest) = (index * rate).quotientAndRemainder(dividingBy: 24_000)
      let value = heard[place] + (heard[place + 1] - heard[place]) * rest / 24_000
      return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
  }

  /// In another format, by ffmpeg.
  func encoded(_ format: String, with fault: Behaviour.Fault?) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "omni-\(UUID().uuidString).wav")
    try Data(wave(with: fault, streamed: .no)).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["ffmpeg", "-v", "error", "-nostdin", "-i", file.path, "-f", format, "-"]
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(bytes)
  }

  private static func rate(_ header: [UInt8]) -> Int {
    (0..<4).reduce(0) { $0 | Int(header[24 + $1]) << (8 * $1) }
  }

  private static func store(_ value: UInt32, in bytes: inout [UInt8], at place: Int) {
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }
}
