import Dubbing
import Engine
import Foundation
import Testing

@testable import Media
@testable import Sound
@testable import Stages

/// A store of a test's own, and sounds to mix in it.
final class Studio: Sendable {
  let folder: URL
  let workspace: Workspace

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "studio-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    workspace = Workspace(store: try Store(at: folder.appending(path: "store").path))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Makes a file with ffmpeg and says what is in it.
  func file(_ name: String, _ arguments: [String]) throws -> (Source, MediaInfo) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ffmpeg", "-v", "error", "-y"] + arguments + [path(name)]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ffmpeg \(arguments)")
    return (try workspace.admit(path(name)), try probe(path(name)))
  }

  func bed(_ channels: [[Float]], _ layout: ChannelLayout) throws -> Bed {
    let file = workspace.scratch("flac")
    var writer = try LosslessWriter(file, layout: layout)
    try writer.write(channels)
    try writer.finish()
    return Bed(audio: try workspace.keep(file, kind: "flac"), layout: layout)
  }

  /// A clip whose speech starts at `start`, with 12 ms before and 30 ms after it.
  func placed(_ speech: [Float], at start: Int, gain: Int = 0) throws -> Placed {
    let (before, after) = StretchTake.padding
    let all = Array(repeating: 0, count: before) + speech + Array(repeating: 0, count: after)
    let audio = try workspace.keep(
      writeWAV(Waveform(samples: all, rate: Time.rate), as: .float32), kind: "wav")
    return Placed(
      clip: Clip(audio: audio, lead: before, length: all.count), start: Time(samples: start),
      length: Time(samples: speech.count), gain: gain)
  }

  /// The finished mix, channel by channel.
  func mixed(_ mix: MixSettings, _ bed: Bed, _ placed: [Placed], length: Int) async throws
    -> [[Float]]
  {
    let track = try await MixTrack(mix: mix).run(
      (bed, placed, Time(samples: length)), in: workspace)
    return try samples(of: track.audio)
  }

  func samples(of audio: Blob) throws -> [[Float]] {
    var reader = try LosslessReader(workspace.path(of: audio))
    var all: [[Float]] = []
    while true {
      let block = try reader.read(Time.rate)
      guard let count = block.first?.count, count > 0 else { return all }
      if all.isEmpty { all = block.map { _ in [] } }
      for channel in block.indices { all[channel] += block[channel] }
    }
  }

  /// A sine of a level in decibels of full scale, counted from sample 0 of the film.
  static func tone(_ hertz: Double, decibels: Double, from start: Int = 0, count: Int) -> [Float] {
    let peak = pow(10, decibels / 20)
    return (start..<start + count).map {
      Float(peak * sin(2 * .pi * hertz * Double($0) / 48_000))
    }
  }

  /// The level of one tone inside a sound, in decibels of full scale.
  static func level(of hertz: Double, in sound: some Collection<Float>) -> Double {
    var (sine, cosine) = (0.0, 0.0)
    for (index, sample) in sound.enumerated() {
      let angle = 2 * .pi * hertz * Double(index) / 48_000
      sine += Double(sample) * sin(angle)
      cosine += Double(sample) * cos(angle)
    }
    return 20 * log10(2 * (sine * sine + cosine * cosine).squareRoot() / Double(sound.count))
  }
}
