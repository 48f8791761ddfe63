import Dubbing

/// A finished run in full, with the text of every line: what the report files show.
///
/// It holds nothing that differs between two runs of the same dub, neither a clock nor what was made or kept.
struct RunReport: Encodable {
  /// File name of the video.
  var film: String
  var lengthMs: Double
  var disclosure: String
  var tool = "polydub"
  /// First digits of the digest of the dubbed video.
  var run: String
  var verdict: Grade
  var cost: Report.Cost
  /// Files of the run, by name.
  var outputs: [Report.Output]
  var checks: [Check]
  var notices: [String]
  var original: LoudnessReport?
  var languages: [LanguageReport]
}

/// One dub: its track as a whole, and every line of it.
struct LanguageReport: Encodable {
  var language: String
  /// What its speakers call it.
  var name: String
  /// Engines that spoke it, for instance `espeak-ng 1.51`.
  var engines: [String]
  var digitalSourceType: String
  var track: TrackReport
  var lines: [ReportedLine]
  var unspoken: [UnspokenReport]
}

/// A track measured as a whole.
struct TrackReport: Encodable {
  var lines: Int
  /// Lines by verdict, all five of them.
  var verdicts: [String: Int]
  var charactersToCut: Int
  var loudness: LoudnessReport
  /// Of its pieces: a line that is parted at a pause has several.
  var fit: FitMetrics
}

/// How loud a track is, in the units of EBU R 128.
public struct LoudnessReport: Codable, Hashable, Sendable {
  /// nil for a track in which nothing is above the gate.
  public var integratedLufs: Double?
  public var rangeLu: Double
  /// nil for silence.
  public var truePeakDbtp: Double?

  init(_ loudness: Loudness) {
    integratedLufs = loudness.integrated.map { Double($0) / 100 }
    rangeLu = Double(loudness.range) / 100
    truePeakDbtp = loudness.truePeak > -20_000 ? Double(loudness.truePeak) / 100 : nil
  }
}

/// A line with its text.
struct ReportedLine: Encodable {
  var line: LineReport
  /// What the subtitles say, and what the voice was given where that differs.
  var text: String
  var spoken: String?
  /// Which recording of these words, its SHA-256, and who speaks.
  var take: Int
  var takeSha256: String
  var voice: String

  func encode(to encoder: any Encoder) throws {
    try line.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(text, forKey: .text)
    try container.encodeIfPresent(spoken, forKey: .spoken)
    try container.encode(take, forKey: .take)
    try container.encode(takeSha256, forKey: .takeSha256)
    try container.encode(voice, forKey: .voice)
  }

  private enum Keys: String, CodingKey {
    case text, spoken, take, takeSha256, voice
  }
}

extension FitMetrics {
  /// To four places: as exact as anyone reads them, and the same bytes everywhere.
  var rounded: FitMetrics {
    var metrics = self
    metrics.rate = rate.rounded
    metrics.onset = onset.rounded
    for path in [
      \FitMetrics.fastShare, \.jitterMean, \.jitterP95, \.overlapShare, \.badShare, \.isochrony,
    ] {
      metrics[keyPath: path] = toFourPlaces(metrics[keyPath: path])
    }
    return metrics
  }
}

extension FitMetrics.Spread {
  var rounded: Self {
    var spread = self
    for path in [\Self.p50, \.p95, \.p99, \.max] {
      spread[keyPath: path] = toFourPlaces(spread[keyPath: path])
    }
    return spread
  }
}

private func toFourPlaces(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
