import Dubbing

/// WebVTT, read by the parsing rules of the standard (W3C WebVTT, section 6.1).
///
/// What the standard drops is dropped here too, with a notice; cue settings are ignored.
enum VTT: SubtitleFormat {
  static let name = "WebVTT"
  static let extensions = ["vtt", "webvtt"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    guard let first = document.lines.first?.utf8, first.starts(with: "WEBVTT".utf8) else {
      return false
    }
    return first.dropFirst(6).first.map { $0 == 32 || $0 == 9 } ?? true
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    guard recognises(document) else {
      throw document.refusal(
        1, "is not WebVTT: the file does not begin with the word WEBVTT",
        "Make WEBVTT its first line, with nothing before it and an empty line after it.")
    }
    var script = Script()
    var line = 1
    var note = LineNote()
    if line < document.lines.count, !document.lines[line].isEmpty {
      line = block(document, from: line, isHeader: true, &note, &script)
    }
    while line < document.lines.count {
      if document.lines[line].isEmpty {
        line += 1
      } else {
        line = block(document, from: line, isHeader: false, &note, &script)
      }
    }
    return script
  }

  /// Collects one block and tells where the next begins. An arrow in the first line or, after an
  /// identifier, in the second makes it a cue; any other arrow begins a block of its own.
  private static func block(
    _ document: SubtitleDocument, from start: Int, isHeader: Bool, _ note: inout LineNote,
    _ script: inout Script
  ) -> Int {
    var timing: Int?
    var line = start
    while line < document.lines.count, !document.lines[line].isEmpty {
      if document.lines[line].contains("-->") {
        guard !isHeader, timing == nil, line - start < 2 else { break }
        timing = line
      }
      line += 1
    }
    guard let timing else {
      read(document, start..<line, into: &note, &script)
      return line
    }
    defer { note = LineNote() }
    guard let (begin, end) = times(document.lines[timing]) else {
      script.note(
        timing + 1,
        "This line is not a WebVTT timing (00:00:00.000 --> 00:00:00.000); its cue is left out.")
      return line
    }
    let text = document.lines[timing + 1..<line].joined(separator: "\n")
    for (speaker, text) in voices(text) {
      script.add(
        Cue(
          start: begin, end: end, text: text, speaker: speaker, note: note.isEmpty ? nil : note),
        line: timing + 1)
    }
    return line
  }

  /// `NOTE polydub`, what is wished for behind it or on lines of its own: it is for the next cue.
  private static func read(
    _ document: SubtitleDocument, _ lines: Range<Int>, into note: inout LineNote,
    _ script: inout Script
  ) {
    let words = document.lines[lines.lowerBound].split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0] == "NOTE", words[1] == WrittenNote.mark else { return }
    let first = words.count > 2 ? [(lines.lowerBound, String(words[2]))] : []
    for (line, wish) in first + lines.dropFirst().map({ ($0, document.lines[$0]) })
    where !WrittenNote.read(wish, into: &note) {
      script.note(line + 1, "This wish is not understood; \(WrittenNote.remedy)")
    }
  }

  private static func times(_ line: String) -> (Time, Time)? {
    var reader = ByteReader(line)
    reader.skipBlanks()
    guard let start = time(&reader) else { return nil }
    reader.skipBlanks()
    guard reader.take("-->") else { return nil }
    reader.skipBlanks()
    guard let end = time(&reader) else { return nil }
    return (start, end)
  }

  /// "Collect a WebVTT timestamp": two digits everywhere but in the hours, three after the point.
  private static func time(_ reader: inout ByteReader) -> Time? {
    guard let first = reader.digits(), reader.take(58),
      let second = reader.digits(), second.count == 2
    else { return nil }
    var parts = (hours: 0, minutes: first.value, seconds: second.value)
    if first.count != 2 || first.value > 59 || reader.next == 58 {
      guard reader.take(58), let third = reader.digits(), third.count == 2 else { return nil }
      parts = (first.value, second.value, third.value)
    }
    guard reader.take(46), let fraction = reader.digits(), fraction.count == 3,
      parts.minutes < 60, parts.seconds < 60
    else { return nil }
    let seconds = (parts.hours * 60 + parts.minutes) * 60 + parts.seconds
    return Time(milliseconds: seconds * 1000 + fraction.value)
  }

  /// The text without markup, one entry for each change of voice between different speakers.
  private static func voices(_ text: String) -> [(speaker: String?, text: String)] {
    var parts: [(speaker: String?, text: String)] = [(nil, "")]
    var isRubyText = false
    for piece in Markup.parse(text) {
      switch piece {
      case .text(let text) where !isRubyText: parts[parts.count - 1].text += text
      case .open("rt", _): isRubyText = true
      case .close("rt"), .close("ruby"): isRubyText = false
      case .open("v", let name): parts.append((name.isEmpty ? nil : name, ""))
      case .close("v"): parts.append((nil, ""))
      default: break
      }
    }
    let speakers = Set(parts.filter { !$0.text.isBlank }.compactMap(\.speaker))
    guard speakers.count > 1 else {
      return [(speakers.first, said(parts.map(\.text).joined()))]
    }
    return parts.map { ($0.speaker, said($0.text)) }.filter { !$0.text.isEmpty }
  }

  private static func said(_ text: String) -> String { plainText(decodingReferences(text)) }
}
