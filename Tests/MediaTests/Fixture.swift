import Foundation
import Testing

@testable import Media

/// A folder of a test's own, with the judges' commands.
final class Fixture: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "media-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Two seconds of a moving picture with a tone.
  static let film = [
    "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=2", "-f", "lavfi", "-i",
    "sine=frequency=440:duration=2:sample_rate=48000", "-pix_fmt", "yuv420p", "-c:v", "libx264",
    "-preset", "ultrafast", "-c:a", "aac", "-metadata:s:a:0", "language=eng",
  ]

  /// Makes a file with ffmpeg.
  @discardableResult
  func film(_ name: String, _ arguments: [String] = film) throws -> String {
    try judge("ffmpeg", ["-v", "error", "-y"] + arguments + [path(name)])
    return path(name)
  }

  /// A dub of `length` samples: silence, then a tone from `onset` on.
  func dub(
    _ codec: AudioCodec, length: Int = 96_000, onset: Int = 48_000, layout: ChannelLayout = .stereo,
    name: String = "dub"
  ) throws -> String {
    let file = path("\(name).\(codec.fileKind)")
    var writer = try AudioWriter(file, codec: codec, layout: layout)
    for start in stride(from: 0, to: length, by: 10_000) {
      let block = (start..<min(length, start + 10_000)).map { sample -> Float in
        sample < onset ? 0 : 0.5 * Float(sin(Double(sample - onset) * 2 * .pi * 1000 / 48_000))
      }
      try writer.write(Array(repeating: block, count: layout.channels))
    }
    try writer.finish()
    return file
  }

  func plan(
    _ source: String, _ container: MuxContainer, dubs: [MuxPlan.Dub],
    subtitles: [MuxPlan.Subtitles] = [], defaultDub: Int? = nil
  ) throws -> MuxPlan {
    MuxPlan(
      source: source, info: try probe(source), container: container, dubs: dubs,
      subtitles: subtitles, defaultDub: defaultDub,
      tags: ["comment": "Synthetic voices", "a": "1", "b": "2", "c": "3", "d": "4"],
      digitalSource: "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia")
  }

  /// One stream decoded by ffmpeg, mono at 48 kHz; sample 0 is 0 on the file's own clock.
  func decoded(_ file: String, stream: String) throws -> [Float] {
    let raw = path("decoded.f32")
    try judge(
      "ffmpeg",
      [
        "-v", "error", "-y", "-copyts", "-i", file, "-map", "0:\(stream)", "-ac", "1", "-af",
        "aresample=48000:async=1:min_hard_comp=0.0005:first_pts=0", "-f", "f32le", raw,
      ])
    return try Data(contentsOf: URL(fileURLWithPath: raw)).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
  }

  /// When a stream's first packet is presented, in seconds, as ffprobe sees it.
  func start(_ file: String, stream: String) throws -> Double {
    let text = try judge(
      "ffprobe",
      [
        "-v", "error", "-select_streams", stream, "-show_entries", "stream=start_time", "-of",
        "csv=p=0", file,
      ])
    return Double(text.trimmingCharacters(in: .whitespacesAndNewlines.union([","]))) ?? .nan
  }

  func json(_ command: String, _ arguments: [String]) throws -> [String: Any] {
    let data = Data(try judge(command, arguments).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}

/// Runs a judge; its failure fails the test.
@discardableResult
func judge(_ name: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [name] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0, "\(name) \(arguments.joined(separator: " "))")
  return String(decoding: data, as: UTF8.self)
}

let spanish = MuxPlan.Tongue(tag: "es", code: "spa")
let brazilian = MuxPlan.Tongue(tag: "pt-BR", code: "por")
