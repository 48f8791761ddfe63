public import Dubbing
public import Engine
import Media
import Sound

/// A stretch of speech and the length it shall have. It has no place: moving a cue stretches nothing again.
public struct Stretch: Codable, Hashable, Sendable {
  public var audio: Blob
  /// First sample of the speech.
  public var start: Int
  public var natural: Time
  public var length: Time
}

/// Speech made to fit, ready to be placed.
public struct Clip: Codable, Hashable, Sendable {
  /// Mono, 48 kHz, 32-bit float.
  public var audio: Blob
  /// Samples before the speech.
  public var lead: Int
  /// Samples in all.
  public var length: Int
}

/// Changes the tempo of speech, keeping its pitch, so that it has the planned length to the sample.
public struct StretchTake: Stage {
  public static let name = "stretch"
  public static let version = 3

  /// Kept around the speech for the fades (time-fit study, section 5): 12 ms before, 30 ms after.
  static let padding = (before: 576, after: 1440)

  public init() {}

  public func run(_ stretch: Stretch, in workspace: Workspace) async throws -> Clip {
    let samples = try voiceSamples(of: stretch.audio, in: workspace)
    let end = stretch.start + stretch.natural.samples
    guard stretch.start >= 0, end <= samples.count else {
      throw InputError("The take \(stretch.audio.digest) is shorter than its trim says.")
    }
    let lead = Array(samples[max(0, stretch.start - Self.padding.before)..<stretch.start])
    let tail = Array(samples[end..<min(samples.count, end + Self.padding.after)])
    let speech = stretched(
      Array(samples[stretch.start..<end]), rate: Time.rate, toLength: stretch.length.samples)
    let all = lead + speech + tail
    let audio = try workspace.keep(
      writeWAV(Waveform(samples: all, rate: Time.rate), as: .float32), kind: "wav")
    return Clip(audio: audio, lead: lead.count, length: all.count)
  }
}
