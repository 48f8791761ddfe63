import Foundation
import Sound
import Testing

private let corpus = ProcessInfo.processInfo.environment["POLYDUB_CORPUS"]

/// Real recordings, from other programs and other microphones than our own.
@Suite(.enabled(if: corpus != nil, "POLYDUB_CORPUS names no folder"))
struct CorpusTests {
  @Test func realRecordingsAreReadTrimmedAndStretched() throws {
    let folder = URL(fileURLWithPath: corpus ?? "").appending(path: "speech")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let recordings = files.filter { $0.pathExtension == "wav" }
    #expect(!recordings.isEmpty)
    for file in recordings {
      let take = try readWAV([UInt8](Data(contentsOf: file)))
      let edges = try speechEdges(of: take)
      let speech = Array(take.samples[edges.start..<edges.end].prefix(take.rate * 3))
      #expect(Double(edges.end - edges.start) > 0.2 * Double(take.rate), "\(file)")
      let kept = Signals.power(take.samples[edges.padded(in: take)])
      #expect(kept > 0.98 * Signals.power(take.samples), "\(file) lost speech")
      let length = speech.count * 4 / 5
      let faster = stretched(speech, rate: take.rate, toLength: length)
      #expect(faster.count == length)
      let change = Signals.power(faster) / Double(length) * Double(speech.count)
      #expect((0.8...1.25).contains(change / Signals.power(speech)), "\(file)")
    }
  }
}
