#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The channels of a track, and which of them carry the voices.
///
/// A voice has the same power in every layout, so it is equally loud (BS.1770 adds the powers of the front channels):
/// whole in mono and in a centre, 3.01 dB down in each side of stereo. Off the middle, the same power moves between two
/// neighbours by sine and cosine: left and right, or the centre and one side.
public struct VoiceLayout: Hashable, Sendable {
  public let channels: Int
  /// Channels counted from 0; a track has a centre, two sides, or all three.
  private let centre: Int?
  private let sides: Sides?

  /// The front left and right channels, counted from 0.
  public struct Sides: Hashable, Sendable {
    public var left: Int
    public var right: Int

    public init(left: Int, right: Int) {
      self.left = left
      self.right = right
    }
  }

  /// A channel that carries a voice, and its amplitude factor there.
  struct Voiced: Equatable {
    var channel: Int
    var gain: Float
  }

  public static let mono = VoiceLayout(channels: 1, centre: 0)
  public static let stereo = VoiceLayout(
    channels: 2, centre: nil, sides: Sides(left: 0, right: 1))

  /// Surround sound; in 5.1 as FFmpeg orders it the sides are 0 and 1 and the centre is 2.
  ///
  /// Without a centre and sides the first channel speaks.
  public init(channels: Int, centre: Int?, sides: Sides? = nil) {
    self.channels = max(1, channels)
    self.centre = centre ?? (sides == nil ? 0 : nil)
    self.sides = sides
  }

  /// Every channel a voice may be in, wherever it is panned to.
  public var channelsInFront: [Int] {
    [sides?.left, centre, sides?.right].compactMap { $0 }
  }

  /// Where a voice is heard that comes from `pan` percent: −100 left, 100 right.
  func voiced(pan: Int) -> [Voiced] {
    let pan = max(-100, min(100, pan))
    guard let sides else { return [Voiced(channel: centre ?? 0, gain: 1)] }
    guard let centre else {
      let angle = Double(pan + 100) / 200 * .pi / 2
      return Self.pair(sides.left, sides.right, angle: angle)
    }
    let side = pan < 0 ? sides.left : sides.right
    return Self.pair(centre, side, angle: Double(abs(pan)) / 100 * .pi / 2)
  }

  /// Two channels of constant power together; one that would be silent is left out.
  private static func pair(_ from: Int, _ to: Int, angle: Double) -> [Voiced] {
    [
      Voiced(channel: from, gain: Float(cos(angle))),
      Voiced(channel: to, gain: Float(sin(angle))),
    ].filter { $0.gain > 1e-6 }
  }
}
