import Dubbing

/// SubViewer as YouTube writes it: `0:00:01.000,0:00:02.500`, the text, an empty line.
enum SBV: SubtitleFormat {
  static let name = "SBV"
  static let extensions = ["sbv"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    document.lines.prefix(50).contains { timing($0) != nil }
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    let timings = document.lines.indices.filter { timing(document.lines[$0]) != nil }
    guard let first = timings.first else {
      throw document.refusal(
        nil, "is not an SBV file: no line has the form 0:00:00.000,0:00:00.000",
        "Check that this is the file you meant, and export it again as SBV.")
    }
    var script = Script()
    if let stray = document.lines[..<first].firstIndex(where: { !$0.isBlank }) {
      script.note(stray + 1, "This text before the first cue is left out.")
    }
    for (index, line) in timings.enumerated() {
      guard let (start, end) = timing(document.lines[line]) else { continue }
      let next = index + 1 < timings.count ? timings[index + 1] : document.lines.count
      try document.refuseBrokenTimings(line + 1..<next, around: ",")
      let text = document.lines[line + 1..<next].joined(separator: "\n")
      script.add(
        Cue(
          start: try document.time(start, line: line + 1),
          end: try document.time(end, line: line + 1),
          text: plainText(text.split(separator: "[br]").joined(separator: "\n"))),
        line: line + 1)
    }
    return script
  }

  private static func timing(_ line: String) -> (Timestamp, Timestamp)? {
    guard line.utf8.count < 64 else { return nil }
    let parts = line.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let start = Timestamp(whole: parts[0]),
      let end = Timestamp(whole: parts[1]), start.isClock, end.isClock
    else { return nil }
    return (start, end)
  }
}
