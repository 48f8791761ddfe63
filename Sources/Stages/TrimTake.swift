public import Dubbing
public import Engine
import Media
import Sound

/// Where the speech is in a take, in samples at 48 kHz.
public struct Trim: Codable, Hashable, Sendable {
  public var audio: Blob
  /// First sample of speech.
  public var start: Int
  /// Length of the speech.
  public var length: Time
}

/// Finds the speech in a take; silence around it must not cost time in the slot.
public struct TrimTake: Stage {
  public static let name = "trim"
  public static let version = 1

  public init() {}

  public func run(_ take: Take, in workspace: Workspace) async throws -> Trim {
    let samples = try voiceSamples(of: take.audio, in: workspace)
    let edges = try speechEdges(of: Waveform(samples: samples, rate: Time.rate))
    return Trim(
      audio: take.audio, start: edges.start, length: Time(samples: edges.end - edges.start))
  }
}

/// A take as mono samples at 48 kHz, whatever its own format.
func voiceSamples(of audio: Blob, in workspace: Workspace) throws -> [Float] {
  var reader = try AudioReader(workspace.path(of: audio), channels: .mono)
  var samples: [Float] = []
  while true {
    let block = try reader.read(Time.rate)
    guard let mono = block.first, !mono.isEmpty else { return samples }
    samples += mono
  }
}
