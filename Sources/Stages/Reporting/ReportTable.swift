import Dubbing

/// The lines of one language as CSV (RFC 4180): a heading, then one row a line.
///
/// A text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` in front) is led by an apostrophe, which
/// spreadsheets do not show.
struct ReportTable {
  static let columns = [
    "language", "cue", "speaker", "cue_start_ms", "cue_end_ms", "start_ms", "end_ms", "onset_ms",
    "rate", "stretch", "verdict", "levers", "pieces", "characters", "budget", "cut", "take",
    "take_sha256", "voice", "text", "spoken",
  ]

  let lines: [ReportedLine]

  var csv: String {
    ([Self.columns] + lines.map(row)).map { cells in
      cells.map(Self.quoted).joined(separator: ",") + "\r\n"
    }.joined()
  }

  private func row(_ reported: ReportedLine) -> [String] {
    let line = reported.line
    return [
      line.language, line.cue, Self.harmless(line.speaker ?? ""), number(line.cueStartMs),
      number(line.cueEndMs), number(line.startMs), number(line.endMs), number(line.onsetMs),
      number(line.rate), number(line.stretch), line.verdict,
      line.levers.map(\.rawValue).joined(separator: " "), "\(line.pieces.count)",
      "\(line.characters)", "\(line.budget)", "\(line.cut)", "\(reported.take)",
      reported.takeSha256, reported.voice, Self.harmless(reported.text),
      Self.harmless(reported.spoken ?? ""),
    ]
  }

  /// Whole numbers without a point, as the JSON has them.
  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func harmless(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else {
      return text
    }
    return "'" + text
  }

  private static func quoted(_ cell: String) -> String {
    // By scalars: to Swift, CR LF is one character, which is neither of the two.
    let isPlain = cell.unicodeScalars.allSatisfy { !"\",\r\n".unicodeScalars.contains($0) }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
