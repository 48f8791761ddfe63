import Foundation
import Stages

/// What a person reads at the end of a run.
struct Summary {
  let report: Report

  init(_ report: Report) { self.report = report }

  func show() {
    for notice in report.notices { Console.warning(notice) }
    Console.line("")
    Console.line(Console.table(checkRows))
    Console.line("")
    Console.line(Console.table(languageRows))
    for sentence in report.lines.compactMap(\.shortfall) { Console.warning(sentence) }
    Console.line("")
    for output in report.outputs { Console.line("wrote \(output.path)") }
    if let page = report.reports.first {
      Console.line("wrote \(page.path) and \(report.reports.count - 1) tables beside it")
    }
    let failed = report.checks.count { !$0.passed }
    let verdict = "\(report.checks.count - failed) of \(report.checks.count) checks passed"
    Console.line(Console.painted(verdict, failed == 0 ? .green : .red))
    for group in (report.why ?? []).prefix(5) where report.proof?.isRerun == true {
      Console.line("made \(group.count): \(group.reason)")
    }
    if let proof = report.proof { Console.line(proof.sentence) }
  }

  private var checkRows: [[String]] {
    report.checks.map { check in
      [
        check.passed ? Console.painted("✓", .green) : Console.painted("✗", .red), check.claim,
        Console.painted(check.detail, .grey),
      ]
    }
  }

  private var languageRows: [[String]] {
    var rows = [
      ["language", "lines", "natural", "stretched", "early", "late", "overruns", "fastest"]
    ]
    for language in orderedLanguages {
      let lines = report.lines.filter { $0.language == language }
      let counts = ["natural", "stretched", "early", "late", "overruns"].map { verdict in
        "\(lines.count { $0.verdict == verdict })"
      }
      let fastest = lines.map(\.rate).max() ?? 1
      rows.append(
        [language, "\(lines.count)"] + counts + [String(format: "%.2f×", max(1, fastest))])
    }
    return rows
  }

  private var orderedLanguages: [String] {
    var seen: Set<String> = []
    return report.lines.map(\.language).filter { seen.insert($0).inserted }
  }
}
