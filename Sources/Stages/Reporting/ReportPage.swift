import Dubbing
import Engine
import Foundation

/// The report as one HTML page that needs nothing else: no network, no font, no script from elsewhere.
///
/// The tables hold everything and are readable without JavaScript; the script draws the timeline from them and sorts and
/// filters. What may run is named by hash in the page's own security policy.
struct ReportPage {
  let report: RunReport
  /// Outlines of the original and of each language's track, in the order of the languages.
  let original: Outline?
  let outlines: [Outline]

  /// The outline of a sound: one byte, in base 64, for each `step` milliseconds.
  struct Outline: Encodable {
    var peaks: String
    var step: Double

    init(peaks: Data, samplesPerPeak: Int) {
      self.peaks = peaks.base64EncodedString()
      step = Time(samples: samplesPerPeak).milliseconds
    }
  }

  func html() throws -> String {
    let style = String(decoding: PackageResources.page_css, as: UTF8.self)
    let parts = [
      PackageResources.lines_js, PackageResources.timeline_js, PackageResources.tables_js,
    ]
    let script =
      parts.reduce("\"use strict\";\n{\n") { $0 + String(decoding: $1, as: UTF8.self) } + "}\n"
    let policy =
      "default-src 'none'; style-src '\(hash(style))'; script-src '\(hash(script))'; "
      + "base-uri 'none'; form-action 'none'"
    return """
      <!doctype html>
      <html lang=en>
      <head>
      <meta charset=utf-8>
      <meta http-equiv=Content-Security-Policy content="\(policy)">
      <meta name=viewport content="width=device-width, initial-scale=1">
      <meta name=color-scheme content="light dark">
      <meta name=generator content=polydub>
      <title>\(escaped(report.film)): dub report</title>
      <style>\(style)</style>
      </head>
      <body>
      <a class=skip href="#lines">Skip to the lines</a>
      \(header)
      <main>
      \(TracksSection(report: report).html)
      \(Self.timeline)
      \(LinesSection(report: report).html)
      \(ChecksSection(report: report).html)
      </main>
      <footer>Made by polydub. This page loads nothing and plays nothing.</footer>
      <script type="application/json" id=data>\(try scriptJSON(drawing))</script>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  /// How a security policy names what is allowed to run.
  private func hash(_ text: String) -> String {
    let digits = Array(Digest(of: Data(text.utf8)).rawValue)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)
    }
    return "sha256-" + Data(bytes).base64EncodedString()
  }

  /// What the timeline draws that the tables do not hold.
  private var drawing: Drawing {
    Drawing(
      lengthMs: report.lengthMs, original: original,
      languages: zip(report.languages, outlines).map {
        Drawing.Track(tag: $0.language, name: $0.name, peaks: $1.peaks, step: $1.step)
      })
  }

  private struct Drawing: Encodable {
    var lengthMs: Double
    var original: Outline?
    var languages: [Track]

    struct Track: Encodable {
      var tag: String
      var name: String
      var peaks: String
      var step: Double
    }
  }

  private var header: String {
    let lines = report.languages.reduce(0) { $0 + $1.track.lines }
    let cut = report.languages.reduce(0) { $0 + $1.track.charactersToCut }
    let passed = report.checks.count { $0.passed }
    let facts = [
      ("Length", shownClock(milliseconds: report.lengthMs)),
      ("Languages", "\(report.languages.count)"), ("Lines", grouped(lines)),
      ("Characters to cut", grouped(cut)),
      ("Checks passed", "\(passed) of \(report.checks.count)"),
      ("Cost", "\(report.cost.amount) \(report.cost.currency)"),
    ]
    let list = facts.map { "<div><dt>\($0)</dt><dd>\(escaped($1))</dd></div>" }.joined()
    return """
      <header>
      <p class=eyebrow>Dub report</p>
      <div class=title><h1><bdi>\(escaped(report.film))</bdi></h1>
      <p class="grade \(report.verdict.rawValue)">\(grade)</p></div>
      <dl class=facts>\(list)</dl>
      <p class=disclosure>\(disclosure)</p>
      </header>
      """
  }

  private var grade: String {
    let failed = report.checks.count { !$0.passed }
    let short = report.languages.reduce(0) { $0 + ($1.track.verdicts["overruns"] ?? 0) }
    return switch report.verdict {
    case .pass: "Pass"
    case .warn where short == 1: "Done, and 1 line overruns"
    case .warn where short > 1: "Done, and \(short) lines overrun"
    case .warn: "Done, with a warning"
    case .fail: failed == 1 ? "1 check failed" : "\(failed) checks failed"
    }
  }

  private var disclosure: String {
    let isSynthetic = report.languages.contains { !$0.engines.allSatisfy { $0 == "human" } }
    return (isSynthetic ? "<strong>AI-generated voices.</strong> " : "")
      + escaped(report.disclosure)
  }

  private static let timeline = """
    <section id=timeline hidden>
    <h2>Timeline</h2>
    <div class=tools>
    <ul class=legend aria-label="Verdicts">
    <li class="v natural">natural</li><li class="v stretched">stretched</li><li class="v early">early</li>
    <li class="v late">late</li><li class="v overruns">overruns</li><li>dashed: while the cue is on screen</li>
    </ul>
    <div class="tools end" role=group aria-label="Zoom">
    <span class=quiet id=range></span>
    <button type=button id=zoom-out aria-label="Zoom out">−</button>
    <button type=button id=zoom-in aria-label="Zoom in">+</button>
    <button type=button id=zoom-fit>Whole film</button>
    </div>
    </div>
    <p class=quiet>Arrow keys go from line to line and from language to language, + and − zoom, Enter shows the line in its table.</p>
    <div class=view tabindex=0 role=region aria-label="Timeline of all languages"><div class=film><div class=window></div></div></div>
    <div class=tip hidden></div>
    </section>
    """
}
