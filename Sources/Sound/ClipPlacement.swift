/// One clip at its place in the track; all times are samples from the start of the picture.
public struct ClipPlacement: Hashable, Sendable {
  /// Where the clip's first sample sounds; what lies before 0 is not heard.
  public var start: Int
  /// How many samples the clip has; its source must give as many.
  public var length: Int
  /// Amplitude factor, 1 for unchanged.
  public var gain: Float
  /// Raised-cosine fades inside the clip, meant for its kept padding (5 ms in, 12 ms out at 48
  /// kHz).
  public var fadeIn: Int
  public var fadeOut: Int

  public init(
    start: Int, length: Int, gain: Float = 1, fadeIn: Int = 240, fadeOut: Int = 576
  ) {
    self.start = start
    self.length = length
    self.gain = gain
    self.fadeIn = fadeIn
    self.fadeOut = fadeOut
  }
}

/// Gives the samples of a clip, from its first one on.
public protocol ClipSource {
  /// The next `count` samples; fewer only where the clip ends.
  mutating func read(_ count: Int) throws -> [Float]
}

/// A clip already in memory.
public struct SamplesInMemory: ClipSource {
  private var rest: ArraySlice<Float>

  public init(_ samples: [Float]) { rest = samples[...] }

  public mutating func read(_ count: Int) -> [Float] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

/// The channels of a track, and which of them carry the voice, each at unity.
///
/// The voice is as loud in mono as in each side of stereo; with a centre it comes from there alone.
public struct VoiceLayout: Hashable, Sendable {
  public let channels: Int
  public let voiced: [Int]

  public static let mono = VoiceLayout(channels: 1, voiced: [0])
  public static let stereo = VoiceLayout(channels: 2, voiced: [0, 1])
  /// Surround sound, its centre being counted from 0 (2 in 5.1 as FFmpeg orders it).
  public static func surround(channels: Int, centre: Int) -> VoiceLayout {
    VoiceLayout(channels: channels, voiced: (0..<max(0, channels)).filter { $0 == centre })
  }
}

/// Why a track could not be mixed.
public enum MixError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `clip` counts in the order the clips were given.
  case clipEndsEarly(clip: Int, missing: Int)

  public var description: String {
    switch self {
    case .clipEndsEarly(let clip, let missing):
      "Clip \(clip) is \(missing) samples shorter than planned. Make the clip again."
    }
  }
}
