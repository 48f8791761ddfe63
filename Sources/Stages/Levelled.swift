public import Dubbing

/// What was done to bring a mix to its loudness, and what came of it. Levels are hundredths.
public struct Levelled: Codable, Hashable, Sendable {
  /// Of the finished sound, decoded again.
  public var loudness: Loudness
  /// The gain of the whole track, in hundredths of a decibel.
  public var gain: Int
  /// Integrated loudness that was aimed at, in hundredths of LUFS; nil where the level was left as it could be.
  public var aim: Int?
  /// Why the goal was given up; nil where it was not.
  public var shortfall: Shortfall?

  /// What stands between a mix and its loudness.
  public enum Shortfall: String, Codable, Hashable, Sendable {
    /// Nothing is above the gate of the meter, or the track is shorter than its window of 400 ms.
    case nothingToMeasure
    /// The peaks are so far above the rest that a limiter would have to take away more than 20 dB.
    case peaksTooHigh
  }
}

extension Levelled {
  /// What a person must know of it.
  func sentence(_ language: String) -> String? {
    switch shortfall {
    case nil: nil
    case .nothingToMeasure:
      "\(language): too quiet or too short to measure its loudness, so its level is left as mixed."
    case .peaksTooHigh:
      "\(language): is below its loudness, or its peaks would be limited by more than 20 dB. "
        + "Look for a click in a take, or lower `mix.loudness`."
    }
  }
}
