import Dubbing

/// Advanced SubStation Alpha and its elder SSA: the `Dialogue:` lines of `[Events]`.
///
/// The Name field is the speaker. `Comment:` lines and drawings are not dialogue.
enum ASS: SubtitleFormat {
  static let name = "ASS"
  static let extensions = ["ass", "ssa"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    document.lines.prefix(50).contains { line in
      let line = plainText(line.prefix(40)).lowercased()
      return line == "[script info]" || line == "[events]" || line.hasPrefix("dialogue:")
    }
  }

  /// Where the wanted fields stand; at first as every program writes them.
  private struct Columns {
    var (start, end, name, text) = (1, 2, 4, 9)
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    var script = Script()
    var columns = Columns()
    var isEvents = true
    for (index, line) in document.lines.enumerated() {
      let trimmed = line.drop(while: \.isWhitespace)
      if trimmed.first == "[" {
        isEvents = plainText(trimmed).lowercased() == "[events]"
      } else if isEvents, let names = value(of: "format:", in: trimmed) {
        columns = try self.columns(names, document, line: index + 1)
      } else if let fields = value(of: "dialogue:", in: trimmed) {
        try dialogue(fields, columns, document, line: index + 1, &script)
      }
    }
    return script
  }

  private static func value(of key: String, in line: Substring) -> Substring? {
    guard line.prefix(key.count).lowercased() == key else { return nil }
    return line.dropFirst(key.count)
  }

  private static func columns(
    _ names: Substring, _ document: SubtitleDocument, line: Int
  ) throws(SubtitleError) -> Columns {
    let names = names.split(separator: ",").map { plainText($0).lowercased() }
    guard let start = names.firstIndex(of: "start"), let end = names.firstIndex(of: "end"),
      let text = names.firstIndex(of: "text"), text == names.count - 1
    else {
      throw document.refusal(
        line, "the events' Format line lacks Start, End or, as its last field, Text",
        "Write: Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text.")
    }
    let name = names.firstIndex(of: "name") ?? names.firstIndex(of: "actor") ?? -1
    var columns = Columns()
    (columns.start, columns.end, columns.name, columns.text) = (start, end, name, text)
    return columns
  }

  private static func dialogue(
    _ line: Substring, _ columns: Columns, _ document: SubtitleDocument, line number: Int,
    _ script: inout Script
  ) throws(SubtitleError) {
    let fields = line.split(
      separator: ",", maxSplits: columns.text, omittingEmptySubsequences: false)
    guard fields.count > columns.text,
      let start = Timestamp(whole: fields[columns.start]),
      let end = Timestamp(whole: fields[columns.end]), start.isClock, end.isClock
    else {
      throw document.refusal(
        number, "this dialogue line lacks fields, or its times cannot be read",
        "Times are written 0:00:01.50, and the fields are those of the Format line.")
    }
    let (text, isDrawing) = removingOverrides(String(fields[columns.text]), braces: .all)
    guard !isDrawing else {
      return script.note(number, "This event is a drawing and is left out.")
    }
    let name = columns.name < 0 ? "" : plainText(fields[columns.name])
    script.add(
      Cue(
        start: try document.time(start, line: number), end: try document.time(end, line: number),
        text: plainText(text), speaker: name.isEmpty ? nil : name,
        note: note(in: fields[columns.text], line: number, &script)),
      line: number)
  }

  /// What `{polydub direction: whispering}` asks for; nil where nothing is asked.
  private static func note(in text: Substring, line: Int, _ script: inout Script) -> LineNote? {
    var note = LineNote()
    for block in text.split(separator: "{").dropFirst(text.first == "{" ? 0 : 1) {
      guard block.hasPrefix(WrittenNote.mark + " "), let end = block.firstIndex(of: "}") else {
        continue
      }
      let wish = block[..<end].dropFirst(WrittenNote.mark.count)
      if !WrittenNote.read(wish, into: &note) {
        script.note(line, "This wish is not understood; \(WrittenNote.remedy)")
      }
    }
    return note.isEmpty ? nil : note
  }
}
