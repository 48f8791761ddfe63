import Dubbing

/// Every line of every language, a table each. Closing tags HTML does not need are left out: at 2,000 cues in nine languages
/// they would be a third of the page.
struct LinesSection {
  let report: RunReport

  var html: String {
    """
    <section id=lines>
    <h2>Lines</h2>
    \(filters)
    \(report.languages.map(table).joined(separator: "\n"))
    </section>
    """
  }

  private var filters: String {
    let languages = report.languages.map {
      "<label class=chip><input type=radio name=language value=\"\($0.language)\"><bdi>\(escaped($0.name))</bdi></label>"
    }
    let verdicts = Verdict.allCases.map(\.rawValue).map {
      "<label class=chip><input type=checkbox name=verdict value=\($0)><span class=\"v \($0)\">\($0)</span></label>"
    }
    return """
      <form id=filters class=tools hidden>
      <fieldset><legend>Language</legend>\(languages.joined())</fieldset>
      <fieldset><legend>Verdict</legend>\(verdicts.joined())</fieldset>
      <input type=search id=search placeholder="Find text or a cue" aria-label="Find text or a cue">
      <span class=quiet id=status role=status></span>
      </form>
      """
  }

  private func table(_ language: LanguageReport) -> String {
    let tag = language.language
    let name = escaped(language.name)
    return """
      <div class=language id="lines-\(tag)">
      <h3><bdi>\(name)</bdi> <span class=quiet>\(tag), \(escaped(language.engines.joined(separator: ", ")))</span></h3>
      <div class=scroll tabindex=0 role=region aria-label="Lines in \(tag)">
      <table class=lines>
      <thead><tr><th scope=col>Cue<th scope=col>Text<th scope=col>Verdict<th scope=col>Start\
      <th scope=col>Onset, ms<th scope=col>Rate<th scope=col>Characters<th scope=col>To cut\
      <th scope=col>Levers<th scope=col>Take</thead>
      <tbody>
      \(language.lines.map { row($0, tag) }.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      \(unspoken(language))
      </div>
      """
  }

  private func row(_ reported: ReportedLine, _ tag: String) -> String {
    let line = reported.line
    // Start, length, start of the cue from there, length of the cue: small numbers for a large page.
    let times = line.pieces.flatMap { piece in
      [
        piece.startMs, piece.endMs - piece.startMs, piece.cueStartMs - piece.startMs,
        piece.cueEndMs - piece.cueStartMs,
      ]
    }
    let numbers = times.map { "\(Int($0.rounded()))" }.joined(separator: " ")
    let speaker = line.speaker.map { "<bdi>\(escaped($0))</bdi>" } ?? ""
    let spoken = reported.spoken.map { "<small>spoken: \(escaped($0))</small>" } ?? ""
    let onset = line.onsetMs.rounded()
    // Alignment goes by column, and a header cell in a body is its row's: neither needs saying 18,000 times.
    return "<tr data-p=\"\(numbers)\"><th>\(line.cue)"
      + "<td lang=\(tag) dir=auto>\(speaker)\(escaped(reported.text))\(spoken)"
      + "<td class=\(line.verdict)>\(line.verdict)<td>\(shownClock(milliseconds: line.startMs))"
      + "<td>\(onset > 0 ? "+" : "")\(shown(onset, 0))<td>\(shown(line.rate, 2))"
      + "<td>\(line.characters)<td>\(line.cut)"
      + "<td>\(line.levers.map(\.rawValue).joined(separator: ", "))<td>\(reported.take)"
  }

  private func unspoken(_ language: LanguageReport) -> String {
    guard !language.unspoken.isEmpty else { return "" }
    let cues = language.unspoken.map { "\($0.cue) (\(escaped($0.reason)))" }
    return "<p class=quiet>Not spoken: \(cues.joined(separator: ", ")).</p>"
  }
}

/// What was verified about the file, what a person should know, and what was written.
struct ChecksSection {
  let report: RunReport

  var html: String {
    let failed = report.checks.filter { !$0.passed }
    let passed = report.checks.filter(\.passed)
    return """
      <section id=checks>
      <h2>Checks</h2>
      \(list(failed))
      <details><summary>\(passed.count) checks passed</summary>\(list(passed))</details>
      </section>
      \(notices)
      <section id=files>
      <h2>Files</h2>
      <div class=scroll tabindex=0 role=region aria-label="Files"><table>
      <thead><tr><th scope=col>File<th scope=col class=n>Bytes<th scope=col>SHA-256</thead>
      <tbody>\(report.outputs.map(file).joined(separator: "\n"))</tbody>
      </table></div>
      </section>
      """
  }

  private func list(_ checks: [Check]) -> String {
    guard !checks.isEmpty else { return "" }
    let entries = checks.map { check in
      "<li\(check.passed ? "" : " class=failed")>\(escaped(check.claim)) <span class=quiet>\(escaped(check.detail))</span>"
    }
    return "<ul class=checks>\(entries.joined(separator: "\n"))</ul>"
  }

  private var notices: String {
    guard !report.notices.isEmpty else { return "" }
    let entries = report.notices.map { "<li>\(escaped($0))" }.joined(separator: "\n")
    return "<section id=notices><h2>Notices</h2><ul>\(entries)</ul></section>"
  }

  private func file(_ output: Report.Output) -> String {
    "<tr><th scope=row><bdi>\(escaped(output.path))</bdi><td class=n>\(output.bytes)<td class=sha>\(output.sha256)"
  }
}
