import Dubbing
import Sound

/// How far and how fast a bed steps back while someone speaks. Depth in hundredths of a decibel, times in milliseconds.
///
/// Drawn from the plan: the full depth is there before the first sample of speech. Times: time-fit study, section 7.2.
public struct Ducking: Codable, Hashable, Sendable {
  public var depth: Int
  /// How long stepping back takes, and how long before speech it is done.
  public var fadeDown = 150
  public var early = 100
  /// How long the bed stays back after speech, and how long coming up takes.
  public var hold = 250
  public var fadeUp = 500
  /// The bed stays back in pauses shorter than this, or shorter than both fades need.
  public var bridgedGap = 1000

  init(depth: Int) { self.depth = depth }

  /// What a mode does unless told otherwise.
  ///
  /// 15 dB below the voice is the least that listeners want of ambience under a commentary (10 of music): Torcoli et al.,
  /// Preferred Levels for Background Ducking, J. Audio Eng. Soc. 67 (2019). A stem was mixed to have dialogue over it and
  /// stays as it is. Under a lector the original comes up sooner, so that one hears who answers.
  public static func usual(for mode: MixSettings.Mode) -> Ducking {
    switch mode {
    case .duck: return Ducking(depth: 1500)
    case .replace, .bed: return Ducking(depth: 0)
    case .lector:
      var ducking = Ducking(depth: 1500)
      ducking.hold = 100
      ducking.fadeUp = 300
      ducking.bridgedGap = 800
      return ducking
    }
  }

  /// The envelope over some speech; nil where the bed stays as it is.
  func envelope(over speech: [Range<Int>]) -> GainEnvelope? {
    guard depth > 0 else { return nil }
    let samples = { (milliseconds: Int) in Time(milliseconds: milliseconds).samples }
    var shape = GainEnvelope.Shape()
    shape.depth = Float(depth) / 100
    shape.fadeDown = samples(fadeDown)
    shape.early = samples(early)
    shape.hold = samples(hold)
    shape.fadeUp = samples(fadeUp)
    shape.bridgedGap = samples(bridgedGap)
    return GainEnvelope(speech: speech, shape: shape)
  }
}
