import Dubbing
import Engine
import Foundation
import Media
import Sound

/// Brings a mix to its loudness: one gain for the whole track, a true-peak limiter, and an encoder whose output is decoded
/// and measured again.
struct TrackLeveller {
  /// Highest reduction asked of the limiter, in hundredths of a decibel.
  private static let deepest = 2000
  /// Meters differ by up to a tenth of a decibel in what they take for the true peak.
  private static let reserve = 10
  /// Lossy codecs overshoot: what most need is left free at once, the rest is measured.
  private static let lossyReserve = 80
  /// How far a peak that was found is lowered beyond what it needs, so that one more attempt does.
  private static let margin = 20
  /// Overshoot in more places than this is met by a lower ceiling for the whole track.
  private static let mostDips = 4_000
  /// A frame of a lossy codec (AAC: 1,024 samples) on either side rings into its neighbour.
  private static let frame = 4
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
    // Encoding costs more than limiting, so the gain is found before it; the ceiling is the limiter's promise.
    if mix.truePeak + trial.gain > trial.ceiling {
      try settle(&trial, aim, rounds: Self.rehearsals) { try rehearse(&$0) }
    }
    try settle(&trial, aim, rounds: Self.attempts) { try encode(&$0, to: file) }
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
    /// Where the codec overshot, by step of the limiter: how much lower the ceiling is there.
    var dips: [Int: Int] = [:]
    /// Where and by how much it overshot this time.
    var overs: [Int: Int] = [:]
    /// How much louder a decibel of gain makes the track: less than one where the limiter takes it back.
    var slope = 1.0

    func off(_ aim: Int?) -> Int {
      guard let aim, let level = heard.integrated else { return 0 }
      return aim - level
    }
  }

  /// Repeats with what was measured, until level and ceiling hold.
  private func settle(
    _ trial: inout Trial, _ aim: Int?, rounds: Int, with render: (inout Trial) throws -> Void
  ) throws {
    try render(&trial)
    for _ in 1..<rounds {
      let last = trial
      if abs(trial.off(aim)) > Self.nearness {
        trial.gain = min(trial.most, trial.gain + Int(Double(trial.off(aim)) / trial.slope))
      }
      lower(&trial)
      guard trial.gain != last.gain || trial.heard.truePeak > peak else { return }
      try render(&trial)
      guard abs(trial.gain - last.gain) > Self.nearness, let aim else { continue }
      let louder = Double(last.off(aim) - trial.off(aim)) / Double(trial.gain - last.gain)
      trial.slope = min(1, max(0.25, louder))
    }
  }

  /// The highest peak that is let go.
  private var peak: Int { goal.truePeak - Self.reserve }

  /// Lowers the ceiling where the codec overshot; everywhere, where it does so all the time.
  private func lower(_ trial: inout Trial) {
    guard trial.heard.truePeak > peak else { return }
    guard !trial.overs.isEmpty, trial.overs.count + trial.dips.count / 9 < Self.mostDips else {
      trial.ceiling -= trial.heard.truePeak - peak + Self.margin
      return
    }
    let before = trial.dips
    for (step, over) in trial.overs {
      for near in step - Self.frame...step + Self.frame {
        let deeper = before[near, default: 0] + over + Self.margin
        trial.dips[near] = max(trial.dips[near, default: 0], deeper)
      }
    }
  }

  private func heardMix() throws -> Loudness {
    var reader = try LosslessReader(workspace.path(of: track.audio))
    return try loudness { try reader.read(Time.rate) }
  }

  private func rehearse(_ trial: inout Trial) throws {
    let meter = LoudnessMeter(speakers: track.layout.speakers, peaks: .ignored)
    try limited(trial) { meter.add($0) }
    trial.heard = meter.loudness
    // The limiter's own promise; what the encoder makes of it is measured.
    trial.heard.truePeak = trial.ceiling
  }

  private func encode(_ trial: inout Trial, to file: String) throws {
    var writer = try AudioWriter(file, codec: codec, bitRate: bitRate, layout: track.layout)
    try limited(trial) { try writer.write($0) }
    try writer.finish()
    var reader = try AudioReader(file)
    var finder = TruePeakFinder(
      ceiling: amplitude(decibels: Float(peak) / 100), channels: track.layout.channels)
    trial.heard = try loudness {
      let block = try reader.read(Time.rate)
      finder.add(block)
      return block
    }
    finder.finish()
    trial.overs = finder.peaks.mapValues {
      Int((2000 * log10($0)).rounded(.up)) - peak
    }
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
      ceiling: amplitude(decibels: Float(trial.ceiling) / 100), channels: track.layout.channels,
      dips: trial.dips.mapValues { amplitude(decibels: -Float($0) / 100) })
    while true {
      let block = try reader.read(Time.rate)
      guard let first = block.first, !first.isEmpty else { break }
      try sink(limiter.next(gain == 1 ? block : block.map { $0.map { $0 * gain } }))
    }
    try sink(limiter.finish())
  }
}
