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

  /// The next samples, as many as `target` holds or fewer where the clip ends; returns how many.
  ///
  /// A source that gives this itself needs no new memory for every block.
  mutating func read(into target: UnsafeMutableBufferPointer<Float>) throws -> Int
}

extension ClipSource {
  public mutating func read(into target: UnsafeMutableBufferPointer<Float>) throws -> Int {
    let samples = try read(target.count).prefix(target.count)
    _ = target.update(fromContentsOf: samples)
    return samples.count
  }
}

/// A clip already in memory.
public struct SamplesInMemory: ClipSource {
  private let samples: [Float]
  private var used = 0

  public init(_ samples: [Float]) { self.samples = samples }

  public mutating func read(_ count: Int) -> [Float] {
    let end = min(samples.count, used + max(0, count))
    defer { used = end }
    return Array(samples[used..<end])
  }

  public mutating func read(into target: UnsafeMutableBufferPointer<Float>) -> Int {
    let count = min(samples.count - used, target.count)
    _ = target.update(fromContentsOf: samples[used..<used + count])
    used += count
    return count
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
