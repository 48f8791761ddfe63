import Dubbing

/// SubRip, read as leniently as players read it: a timing line begins a cue, whatever surrounds it.
enum SRT: SubtitleFormat {
  static let name = "SubRip"
  static let extensions = ["srt"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    document.lines.prefix(400).contains { timing($0) != nil }
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    let timings = document.lines.enumerated().compactMap { line, text in
      timing(text).map { (line: line, start: $0, end: $1) }
    }
    guard let first = timings.first else {
      throw document.refusal(
        nil, "is not a SubRip file: no line has the form 00:00:00,000 --> 00:00:00,000",
        "Check that this is the file you meant, and export it again as SubRip.")
    }
    var script = Script()
    noteStrayText(document.lines[..<first.line], &script)
    for (index, timing) in timings.enumerated() {
      let number = timing.line + 1
      let next = index + 1 < timings.count ? timings[index + 1].line : nil
      try document.refuseBrokenTimings(
        number..<max(number, next ?? document.lines.count), around: "-->")
      let text = try text(document, from: number, to: next, &script)
      let start = try document.time(timing.start, line: number)
      let end = try document.time(timing.end, line: number)
      script.add(Cue(start: start, end: end, text: spoken(text)), line: number)
      noteSign(timing.start, timing.end, number, &script)
    }
    return script
  }

  /// Both times of a timing line; the arrow may be short or broken, coordinates may follow.
  private static func timing(_ line: String) -> (Timestamp, Timestamp)? {
    guard line.utf8.contains(62) else { return nil }
    var reader = ByteReader(line)
    reader.skipBlanks()
    guard let start = Timestamp(&reader), start.isClock else { return nil }
    reader.skipBlanks()
    guard reader.next == 45 else { return nil }
    while let byte = reader.next, byte == 45 || byte.isBlank { reader.position += 1 }
    guard reader.take(62) else { return nil }
    reader.skipBlanks()
    guard let end = Timestamp(&reader), end.isClock else { return nil }
    return (start, end)
  }

  /// The lines of a cue: a number right before the next timing line is that cue's number; a single
  /// blank line inside is an accident; what follows several is no longer this cue.
  private static func text(
    _ document: SubtitleDocument, from start: Int, to next: Int?, _ script: inout Script
  ) throws(SubtitleError) -> String {
    var end = next ?? document.lines.count
    if next != nil, end > start, isNumber(document.lines[end - 1]) {
      end -= 1
      if end > start, !document.lines[end - 1].isBlank {
        script.note(end + 1, "The blank line before this cue is missing.")
      }
    }
    var kept: [String] = []
    var blanks = 0
    for line in start..<max(start, end) {
      guard !document.lines[line].isBlank else {
        blanks += 1
        continue
      }
      if blanks > 0, isNumber(document.lines[line]) {
        guard line + 1 == end || document.lines[line + 1].isBlank else {
          throw document.refusal(
            line + 1, "this cue has a number but no timing",
            "Add the line 00:00:00,000 --> 00:00:00,000 with its times, or remove the cue.")
        }
        script.note(line + 1, "This number without a cue is left out.")
        break
      }
      if blanks > 1 {
        script.note(line + 1, "This text belongs to no cue and is left out.")
        break
      }
      if blanks == 1 { script.note(line, "This blank line inside a cue is left out.") }
      blanks = 0
      kept.append(document.lines[line])
    }
    return kept.joined(separator: "\n")
  }

  private static func isNumber(_ line: String) -> Bool {
    let digits = plainText(line).utf8
    return !digits.isEmpty && digits.count < 10 && digits.allSatisfy(\.isDigit)
  }

  private static func noteStrayText(_ lines: ArraySlice<String>, _ script: inout Script) {
    let stray = lines.firstIndex { !$0.isBlank && !isNumber($0) }
    if let stray { script.note(stray + 1, "This text before the first cue is left out.") }
  }

  private static func noteSign(
    _ start: Timestamp, _ end: Timestamp, _ line: Int, _ script: inout Script
  ) {
    guard start.isNegative || end.isNegative else { return }
    script.note(line, "A time before the start of the picture is taken as its start.")
  }

  private static let tags: Set = [
    "i", "b", "u", "s", "font", "em", "strong", "strike", "ruby", "rt", "span", "c", "v", "br",
  ]

  /// Without tags, `{\an8}` and `{y:i}` codes; a `<word>` that is no tag stays.
  private static func spoken(_ text: String) -> String {
    var result = ""
    for piece in Markup.parse(removingOverrides(text).text) {
      switch piece {
      case .text(let text): result += text
      case .open("br", _): result += "\n"
      case .open(let name, let annotation) where !tags.contains(name):
        result += annotation.isEmpty ? "<\(name)>" : "<\(name) \(annotation)>"
      case .close(let name) where !tags.contains(name): result += "</\(name)>"
      case .open, .close: break
      }
    }
    return plainText(decodingReferences(result))
  }
}
