public import Dubbing
import Engine
import Media
import Sound

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

/// Brings a mix to its loudness: one gain for the whole track, a true-peak limiter, and an encoder whose output is decoded
/// and measured again.
struct TrackLeveller {
  /// Highest reduction asked of the limiter, in hundredths of a decibel.
  private static let deepest = 2000
  /// Meters differ by up to a tenth of a decibel in what they take for the true peak.
  private static let reserve = 10
  /// Lossy codecs overshoot: what most need is left free at once, the rest is measured.
  private static let lossyReserve = 50
  /// How near a track comes to its level before it is let go, in hundredths of LU.
  private static let nearness = 10
  private static let rehearsals = 6
  private static let attempts = 5

  private let track: Track
  private let goal: LoudnessGoal
  private let codec: AudioCodec
  private let bitRate: Int?
  private let workspace: Workspace

  init(
    _ track: Track, to goal: LoudnessGoal, codec: AudioCodec, bitRate: Int?,
    in workspace: Workspace
  ) {
    self.track = track
    self.goal = goal
    self.codec = codec
    self.bitRate = bitRate
    self.workspace = workspace
  }

  /// Writes the levelled track.
  func write(to file: String) throws -> Levelled {
    let mix = try heardMix()
    let most = goal.truePeak + Self.deepest - mix.truePeak
    let wanted = goal.gain(for: mix)
    var aim: Int?
    if goal.level != nil, let wanted, let level = mix.integrated { aim = level + wanted }
    var trial = Trial(
      gain: min(most, wanted ?? 0),
      ceiling: goal.truePeak - (codec.isLossless ? Self.reserve : Self.lossyReserve), most: most)
    // Encoding costs more than limiting, so the gain is found before it.
    if mix.truePeak + trial.gain > trial.ceiling {
      try settle(&trial, aim, rounds: Self.rehearsals) { try rehearsed($0) }
    }
    try settle(&trial, aim, rounds: Self.attempts) { try encoded($0, to: file) }
    let isOut = aim != nil && trial.gain == most && abs(trial.off(aim)) > goal.tolerance
    let shortfall: Levelled.Shortfall? =
      wanted == nil ? .nothingToMeasure : isOut ? .peaksTooHigh : nil
    return Levelled(
      loudness: trial.heard, gain: trial.gain, aim: isOut ? nil : aim, shortfall: shortfall)
  }

  /// A gain, a ceiling, and what they led to; in hundredths of a decibel.
  private struct Trial {
    var gain: Int
    var ceiling: Int
    /// The highest gain there may be.
    var most: Int
    var heard = Loudness(integrated: nil, range: 0, truePeak: 0)
    /// How much louder a decibel of gain makes the track: less than one where the limiter takes it back.
    var slope = 1.0

    func off(_ aim: Int?) -> Int {
      guard let aim, let level = heard.integrated else { return 0 }
      return aim - level
    }
  }

  /// Repeats with what was measured, until level and ceiling hold.
  private func settle(
    _ trial: inout Trial, _ aim: Int?, rounds: Int, with render: (Trial) throws -> Loudness
  ) throws {
    trial.heard = try render(trial)
    for _ in 1..<rounds {
      let last = trial
      let over = trial.heard.truePeak - (goal.truePeak - Self.reserve)
      if over > 0 { trial.ceiling -= over }
      if abs(trial.off(aim)) > Self.nearness {
        trial.gain = min(trial.most, trial.gain + Int(Double(trial.off(aim)) / trial.slope))
      }
      guard (trial.gain, trial.ceiling) != (last.gain, last.ceiling) else { return }
      trial.heard = try render(trial)
      guard abs(trial.gain - last.gain) > Self.nearness, let aim else { continue }
      let louder = Double(last.off(aim) - trial.off(aim)) / Double(trial.gain - last.gain)
      trial.slope = min(1, max(0.25, louder))
    }
  }

  private func heardMix() throws -> Loudness {
    var reader = try LosslessReader(workspace.path(of: track.audio))
    return try loudness { try reader.read(Time.rate) }
  }

  private func rehearsed(_ trial: Trial) throws -> Loudness {
    let meter = LoudnessMeter(speakers: track.layout.speakers)
    try limited(trial) { meter.add($0) }
    return meter.loudness
  }

  private func encoded(_ trial: Trial, to file: String) throws -> Loudness {
    var writer = try AudioWriter(file, codec: codec, bitRate: bitRate, layout: track.layout)
    try limited(trial) { try writer.write($0) }
    try writer.finish()
    var reader = try AudioReader(file)
    return try loudness { try reader.read(Time.rate) }
  }

  private func loudness(of read: () throws -> [[Float]]) throws -> Loudness {
    let meter = LoudnessMeter(speakers: track.layout.speakers)
    while true {
      let block = try read()
      guard let first = block.first, !first.isEmpty else { return meter.loudness }
      meter.add(block)
    }
  }

  /// The mix with gain and limiter, block by block.
  private func limited(_ trial: Trial, to sink: ([[Float]]) throws -> Void) throws {
    var reader = try LosslessReader(workspace.path(of: track.audio))
    let gain = amplitude(decibels: Float(trial.gain) / 100)
    var limiter = TruePeakLimiter(
      ceiling: amplitude(decibels: Float(trial.ceiling) / 100), channels: track.layout.channels)
    while true {
      let block = try reader.read(Time.rate)
      guard let first = block.first, !first.isEmpty else { break }
      try sink(limiter.next(gain == 1 ? block : block.map { $0.map { $0 * gain } }))
    }
    try sink(limiter.finish())
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
