import Dubbing
import Engine
import Foundation

@testable import Stages

/// A report made up for a test.
enum ReportFixture {
  /// - Parameters:
  ///   - lines: in each language, one every 3.6 s.
  ///   - text: of a line, by its number.
  static func report(
    languages: [String], lines: Int, text: (Int) -> String = { "Line \($0)." }
  ) -> RunReport {
    let tracks = languages.map { language(tag: $0, lines: lines, text: text) }
    return RunReport(
      film: "film & co.mp4", lengthMs: Double(lines) * 3600 + 2000,
      disclosure: "Dubbed with synthetic voices (espeak-ng 1.51) by polydub.", run: "0123456789ab",
      verdict: .warn, cost: .init(amount: "0.00", currency: "USD", saved: "0.00"),
      outputs: [
        .init(path: "film.mkv", language: nil, sha256: String(repeating: "a", count: 64), bytes: 9)
      ],
      checks: [
        Check("es: every line is heard", passed: true, detail: "3 lines"),
        Check("es: no sample is clipped", passed: false, detail: "peak 0.2 dBFS"),
      ], notices: ["es.srt:3: a cue ends before it starts."],
      original: LoudnessReport(Loudness(integrated: -2300, range: 800, truePeak: -120)),
      languages: tracks)
  }

  static func page(_ report: RunReport) -> ReportPage {
    let count = min(40_000, Int(report.lengthMs) / 10)
    let step = Int(report.lengthMs * 48) / max(1, count)
    let peaks = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 % 180) })
    let outline = ReportPage.Outline(peaks: peaks, samplesPerPeak: step)
    return ReportPage(
      report: report, original: outline, outlines: report.languages.map { _ in outline })
  }

  private static func language(tag: String, lines: Int, text: (Int) -> String) -> LanguageReport {
    let reported = (1...lines).map { line($0, tag: tag, text: text($0)) }
    let counts = Dictionary(grouping: reported, by: \.line.verdict).mapValues(\.count)
    return LanguageReport(
      language: tag, name: Language(tag).ownName, engines: ["espeak-ng 1.51"],
      digitalSourceType: "algorithmicMedia",
      track: TrackReport(
        lines: lines, verdicts: counts, charactersToCut: 7,
        loudness: LoudnessReport(Loudness(integrated: -2310, range: 710, truePeak: -130)),
        fit: FitMetrics(of: reported.map { piece($0.line) }).rounded),
      lines: reported, unspoken: [UnspokenReport(language: tag, cue: 4, reason: "music")])
  }

  private static func piece(_ line: LineReport) -> SpokenPiece {
    func time(_ milliseconds: Double) -> Time { Time(seconds: milliseconds / 1000) }
    let length = time(line.endMs - line.startMs)
    return SpokenPiece(
      slot: Slot(start: time(line.cueStartMs), end: time(line.cueEndMs)),
      start: time(line.startMs), length: length,
      natural: Time(seconds: length.seconds * line.rate))
  }

  private static func line(_ number: Int, tag: String, text: String) -> ReportedLine {
    let start = Time(milliseconds: number * 3600)
    let slot = Slot(start: start, end: start + Time(milliseconds: 3000))
    let verdict = Verdict.allCases[number % Verdict.allCases.count]
    let shift = [Verdict.early: -110, .late: 130, .overruns: 400][verdict] ?? 0
    let length = Time(milliseconds: verdict == .overruns ? 3200 : 2400)
    let fit = Fit(
      start: start + Time(milliseconds: shift), length: length,
      natural: Time(samples: length.samples * (verdict == .natural ? 100 : 118) / 100),
      room: slot.length, verdict: verdict)
    let piece = Piece(slot: slot, speaker: "espeak/es", natural: fit.natural, segment: number)
    let segment = Segment(cue: number, slot: slot, speaker: "ANA", text: text)
    let fitted = FittedLine(
      segment: segment,
      line: Line(
        text: text, language: tag,
        voice: Voice(provider: "espeak", model: "espeak-ng 1.51", name: "es")),
      pacing: Pacing(
        pieces: [TrimmedPiece(start: 600, length: fit.natural, phrases: 1)], pace: 100,
        natural: fit.natural), pieces: [piece], fits: [fit], cut: verdict == .overruns ? 7 : 0)
    return ReportedLine(fitted, take: Digest(of: Data(text.utf8)), language: tag)
  }
}
