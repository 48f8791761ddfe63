/// One clip at its place in the track; all times are samples from the start of the picture.
public struct ClipPlacement: Hashable, Sendable {
  /// Where the clip's first sample sounds; what lies before 0 is not heard.
  public var start: Int
  /// How many samples the clip has; its source must give as many.
  public var length: Int
  /// Amplitude factor, 1 for unchanged.
  public var gain: Float
  /// Where the clip comes from, in percent: −100 left, 0 the middle, 100 right.
  public var pan: Int
  /// Raised-cosine fades inside the clip, meant for its kept padding (5 ms in, 12 ms out at 48
  /// kHz).
  public var fadeIn: Int
  public var fadeOut: Int

  public init(
    start: Int, length: Int, gain: Float = 1, pan: Int = 0, fadeIn: Int = 240, fadeOut: Int = 576
  ) {
    self.start = start
    self.length = length
    self.gain = gain
    self.pan = pan
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
