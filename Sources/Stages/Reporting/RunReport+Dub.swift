import Dubbing
import Engine
import Foundation
import Media
import Voices

extension RunReport {
  /// - Parameters:
  ///   - dub: of a pipeline that asks for a report.
  ///   - report: of the same run.
  init(of dub: Dub, pipeline: Pipeline, outcome: Outcome, report: Report) throws {
    guard let media = outcome.value(of: dub.media) else {
      throw InputError("The run ended without a report.")
    }
    film = Self.name(pipeline.video)
    lengthMs = Time(samples: media.length).roundedMilliseconds
    run = report.run
    verdict = report.verdict
    cost = report.cost
    outputs = report.outputs.map { output in
      var named = output
      named.path = Self.name(output.path)
      return named
    }
    checks = report.checks
    // Where the files lie is no business of whoever reads the report.
    let folders = Set(([pipeline.video] + pipeline.inputPaths).map(Self.folder))
    notices = report.notices.map { notice in
      folders.reduce(notice) { $0.replacingOccurrences(of: $1 + "/", with: "") }
    }
    original = dub.original.flatMap { outcome.value(of: $0) }.map { LoudnessReport($0.loudness) }
    languages = try dub.languages.map { language in
      try LanguageReport(
        of: language, outcome: outcome,
        unspoken: report.unspoken.filter { $0.language == language.language })
    }
    let engines = Set(languages.flatMap(\.engines)).sorted()
    disclosure = Disclosure.sentence(engines: engines)
  }

  private static func name(_ path: String) -> String {
    URL(fileURLWithPath: path).lastPathComponent
  }

  private static func folder(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }
}

extension LanguageReport {
  fileprivate init(
    of dub: Dub.LanguageDub, outcome: Outcome, unspoken: [UnspokenReport]
  ) throws {
    language = dub.language
    guard let fitted = dub.voicing.fitted(outcome),
      let takes = outcome.value(of: dub.voicing.paced),
      let spoken = outcome.value(of: dub.track), let encoded = outcome.value(of: dub.encoded)
    else { throw InputError("The run ended without `\(dub.language)`.") }
    name = Language(language).ownName
    engines = spoken.engines
    digitalSourceType = spoken.source.url
    let tag = language
    lines = zip(fitted, takes).map { ReportedLine($0, take: $1.audio.digest, language: tag) }
    track = TrackReport(of: fitted, loudness: encoded.loudness)
    self.unspoken = unspoken
  }
}

extension ReportedLine {
  init(_ fitted: FittedLine, take digest: Digest, language: String) {
    line = LineReport(language: language, fitted)
    text = fitted.segment.text
    spoken = fitted.line.text == text ? nil : fitted.line.text
    take = fitted.line.take
    takeSha256 = digest.rawValue
    voice = "\(fitted.line.voice.provider)/\(fitted.line.voice.name)"
  }
}

extension TrackReport {
  fileprivate init(of fitted: [FittedLine], loudness: Loudness) {
    lines = fitted.count
    verdicts = Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, 0) })
    for line in fitted { verdicts[line.verdict.rawValue, default: 0] += 1 }
    charactersToCut = fitted.reduce(0) { $0 + $1.cut }
    self.loudness = LoudnessReport(loudness)
    let pieces = fitted.flatMap { line in
      zip(line.pieces, line.fits).map { piece, fit in
        SpokenPiece(
          slot: piece.slot, start: fit.start, length: fit.length, natural: piece.natural,
          speaker: piece.speaker)
      }
    }
    fit = FitMetrics(of: pieces).rounded
  }
}
