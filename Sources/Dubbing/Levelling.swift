#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// How loud the speech of a take is, before anything is done to it.
public struct TakeLevel: Codable, Hashable, Sendable {
  /// Gated loudness in hundredths of LUFS, the take being one front channel; nil where nothing is above the gate.
  public var loudness: Int?
  /// How long it speaks.
  public var active: Time

  public init(loudness: Int?, active: Time) {
    self.loudness = loudness
    self.active = active
  }
}

/// How voices are brought to one level. Hundredths of a decibel.
///
/// Sources: time-fit.md, section 7.3, for the bounds per clip; the relative gate is that of BS.1770-4.
public enum Levelling {
  /// What voices are brought to where no original says how loud a film speaks: espeak-ng's own lie around it.
  public static let usualTarget = -2000
  /// Originals beyond these, cinema and music, say little about dialogue.
  static let targets = -3100 ... -1400
  /// How far one clip may be moved beyond its speaker.
  static let nearest = 300
  /// Speech this short says too little about its level to be moved on its own.
  static let shortest = Time(milliseconds: 800)
  /// Takes this far below a speaker's mean are whispers or accidents and do not count in it.
  static let gate = 1000
  /// More than this would raise noise rather than a voice.
  static let farthest = 2400
}

/// What voices are brought to: as loud as the original as a whole, so that a bed is as far below them as its depth says, and
/// a stem lies under the dub as it lay under the original.
///
/// - Parameter original: integrated loudness in hundredths of LUFS; nil where there is none.
public func levellingTarget(original: Int?) -> Int {
  let target = original ?? Levelling.usualTarget
  return max(Levelling.targets.lowerBound, min(Levelling.targets.upperBound, target))
}

/// One gain per take: each speaker is brought to `target` as a whole, then each take at most 3 dB nearer to it.
///
/// - Parameters:
///   - speakers: who is heard, one per take.
///   - target: hundredths of LUFS, the voice being one front channel.
/// - Returns: hundredths of a decibel, one per take; 0 for speakers of whom nothing can be measured.
public func levellingGains(_ takes: [TakeLevel], speakers: [String], target: Int) -> [Int] {
  var gains = [Int](repeating: 0, count: takes.count)
  let heard = zip(takes.indices, speakers).map { (take: $0, speaker: $1) }
  for own in Dictionary(grouping: heard, by: \.speaker).values {
    guard let level = gatedLoudness(of: own.map { takes[$0.take] }) else { continue }
    let common = clamped(target - level, to: Levelling.farthest)
    for (index, _) in own { gains[index] = common + nudge(takes[index], to: target - common) }
  }
  return gains
}

/// What brings one take nearer to its speaker's level; nothing where it is too short to tell.
private func nudge(_ take: TakeLevel, to level: Int) -> Int {
  guard let loudness = take.loudness, take.active >= Levelling.shortest else { return 0 }
  return clamped(level - loudness, to: Levelling.nearest)
}

/// The loudness of several takes together, by how long each speaks, without those far below the rest.
private func gatedLoudness(of takes: [TakeLevel]) -> Int? {
  guard let all = meanLoudness(of: takes) else { return nil }
  return meanLoudness(of: takes.filter { ($0.loudness ?? .min) >= all - Levelling.gate })
}

private func meanLoudness(of takes: [TakeLevel]) -> Int? {
  var (energy, duration) = (0.0, 0.0)
  for take in takes {
    guard let loudness = take.loudness else { continue }
    let seconds = max(0, take.active.seconds)
    energy += seconds * pow(10, Double(loudness) / 1000)
    duration += seconds
  }
  guard duration > 0 else { return nil }
  return Int((1000 * log10(energy / duration)).rounded())
}

private func clamped(_ gain: Int, to bound: Int) -> Int { max(-bound, min(bound, gain)) }
