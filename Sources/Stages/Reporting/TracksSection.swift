import Dubbing

/// The languages of a report side by side: verdicts, fit and loudness of each track.
struct TracksSection {
  let report: RunReport

  var html: String {
    """
    <section id=tracks>
    <h2>Tracks</h2>
    <div class=scroll tabindex=0 role=region aria-label="Tracks">
    <table class=tracks>
    <thead><tr><th scope=col>Language<th scope=col>Lines by verdict<th scope=col class=n>To cut<br>characters
    <th scope=col class=n>Rate<br>p50 / p95 / max<th scope=col class=n>Onset<br>p50 / p95 / max, ms
    <th scope=col class=n>Jitter<br>mean / p95<th scope=col class=n>Overlap<br>%<th scope=col class=n>Bad<br>%
    <th scope=col class=n>Loudness<br>LUFS<th scope=col class=n>Range<br>LU<th scope=col class=n>Peak<br>dBTP
    </thead>
    <tbody>
    \(report.languages.map(row).joined(separator: "\n"))
    \(original)
    </tbody>
    </table>
    </div>
    </section>
    """
  }

  private func row(_ language: LanguageReport) -> String {
    let track = language.track
    let fit = track.fit
    let cells = [
      "\(track.charactersToCut)",
      [fit.rate.p50, fit.rate.p95, fit.rate.max].map { shown($0, 2) }.joined(separator: " / "),
      [fit.onset.p50, fit.onset.p95, fit.onset.max].map { shown($0, 0) }.joined(separator: " / "),
      [fit.jitterMean, fit.jitterP95].map { shown($0, 3) }.joined(separator: " / "),
      shown(fit.overlapShare * 100, 1), shown(fit.badShare * 100, 1),
    ]
    let name =
      "<a href=\"#lines-\(language.language)\" data-language=\"\(language.language)\"><bdi>\(escaped(language.name))</bdi></a>"
    return "<tr><th scope=row>\(name)<td class=shares>\(shares(of: track))"
      + (cells + loudness(track.loudness)).map { "<td class=n>\($0)" }.joined()
  }

  private var original: String {
    guard let original = report.original else { return "" }
    let cells = loudness(original).map { "<td class=n>\($0)" }.joined()
    return "<tr><th scope=row>Original sound<td colspan=7>\(cells)"
  }

  private func loudness(_ loudness: LoudnessReport) -> [String] {
    [
      loudness.integratedLufs.map { shown($0, 1) } ?? "–", shown(loudness.rangeLu, 1),
      loudness.truePeakDbtp.map { shown($0, 1) } ?? "–",
    ]
  }

  /// A bar of the verdicts, and the same in words.
  private func shares(of track: TrackReport) -> String {
    var bars = ""
    var words: [String] = []
    var position = 0.0
    for verdict in Verdict.allCases.map(\.rawValue) {
      guard let count = track.verdicts[verdict], count > 0 else { continue }
      let share = Double(count) / Double(track.lines) * 100
      bars +=
        "<rect class=\(verdict) x=\"\(number(position))\" width=\"\(number(max(0, share - 0.6)))\" height=10 />"
      // A no-break space: a number stays with its word.
      words.append("\(count)\u{A0}\(verdict)")
      position += share
    }
    return "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=none aria-hidden=true>\(bars)</svg>"
      + "<span>\(words.joined(separator: ", "))</span>"
  }

  private func number(_ value: Double) -> String { shown(value, 2) }
}
