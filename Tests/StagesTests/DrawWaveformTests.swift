import Dubbing
import Engine
import Foundation
import Media
import Testing

@testable import Stages

@Suite struct DrawWaveformTests {
  /// The peaks of a sound ffmpeg made, over a length.
  func drawn(_ source: String, seconds: Double) async throws -> (peaks: [UInt8], step: Int) {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "waveform-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workspace = Workspace(store: try Store(at: folder.path))
    let file = workspace.scratch("flac")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-y", file]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let silence = Loudness(integrated: nil, range: 0, truePeak: -20_000)
    let track = Encoded(
      audio: try workspace.keep(file, kind: "flac"), codec: .flac, layout: .mono,
      length: Time(seconds: seconds), levelled: Levelled(loudness: silence, gain: 0))
    let peaks = try await DrawWaveform().run(track, in: workspace)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path(of: peaks.bytes)))
    return ([UInt8](bytes), peaks.samplesPerPeak)
  }

  @Test func everyPeakIsWhereItSounds() async throws {
    // Half a second of silence, half a second at half of full scale.
    let sound = "aevalsrc='if(lt(t,0.5),0,0.5*sin(2*PI*1000*t))':s=48000:d=1"
    let (peaks, step) = try await drawn(sound, seconds: 1)
    #expect(step == 480)
    #expect(peaks.count == 100)
    #expect(peaks[..<50].allSatisfy { $0 == 0 })
    #expect(peaks[50...].allSatisfy { abs(Int($0) - 128) <= 1 })
  }

  @Test func aTrackIsDrawnToTheEndOfThePicture() async throws {
    let (short, _) = try await drawn("sine=d=0.755:r=48000", seconds: 0.5)
    #expect(short.count == 50)
    let (rest, _) = try await drawn("sine=d=0.755:r=48000", seconds: 3)
    #expect(rest.count == 76)
  }

  @Test func aLongTrackHasFewerPeaksASecond() async throws {
    let (peaks, step) = try await drawn("anullsrc=r=48000:d=900", seconds: 900)
    #expect(step == 1440)
    #expect(peaks.count == 30_000)
  }
}
