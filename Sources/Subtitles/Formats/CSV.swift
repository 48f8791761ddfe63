import Dubbing

/// A table with one cue in each row: start, end, speaker, text; parted by `,`, `;` or tabs.
///
/// Quoting is that of RFC 4180. A heading may name the columns in any order; without one they are
/// start, end, text or start, end, speaker, text; it may name say, direction and pace as well. Times are seconds or clocks.
enum CSV: SubtitleFormat {
  static let name = "CSV"
  static let extensions = ["csv", "tsv"]

  private enum Column { case start, end, speaker, text, say, direction, pace }

  private static let headings: [String: Column] = [
    "start": .start, "begin": .start, "in": .start, "start time": .start, "tc in": .start,
    "end": .end, "out": .end, "stop": .end, "end time": .end, "tc out": .end,
    "speaker": .speaker, "character": .speaker, "role": .speaker, "actor": .speaker,
    "name": .speaker, "text": .text, "translation": .text, "subtitle": .text,
    "dialogue": .text, "dialog": .text, "line": .text,
    "say": .say, "direction": .direction, "pace": .pace,
  ]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    guard let first = document.lines.first(where: { !$0.isBlank }), first.utf8.count < 4096
    else { return false }
    let fields = Table.rows([first]).first?.fields ?? []
    return columns(fields) != nil
      || ((3...4).contains(fields.count) && fields.prefix(2).allSatisfy { isTime($0) })
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    var rows = Table.rows(document.lines)[...]
    var named: [Column?]?
    if let first = rows.first, let found = columns(first.fields) {
      named = found
      rows = rows.dropFirst()
    }
    var script = Script()
    for row in rows {
      let columns = named ?? bare(row.fields.count)
      guard let columns, row.fields.count <= columns.count else {
        throw document.refusal(
          row.line, "this row has \(row.fields.count) fields, \(named?.count ?? 4) are expected",
          "The columns are start, end, speaker, text; put quotes around text with separators.")
      }
      try add(row, columns, document, &script)
    }
    return script
  }

  private static func bare(_ count: Int) -> [Column?]? {
    switch count {
    case 3: [.start, .end, .text]
    case 4: [.start, .end, .speaker, .text]
    default: nil
    }
  }

  private static func add(
    _ row: Table.Row, _ columns: [Column?], _ document: SubtitleDocument, _ script: inout Script
  ) throws(SubtitleError) {
    func field(_ column: Column) -> String {
      let index = columns.firstIndex(of: column) ?? row.fields.count
      return index < row.fields.count ? row.fields[index] : ""
    }
    guard let start = Timestamp(whole: field(.start)[...]),
      let end = Timestamp(whole: field(.end)[...])
    else {
      throw document.refusal(
        row.line, "the start or the end of this row is not a time",
        "Write seconds (12.5) or hours:minutes:seconds,milliseconds.")
    }
    let speaker = plainText(field(.speaker))
    var note = LineNote()
    for (name, column) in [("say", Column.say), ("direction", .direction), ("pace", .pace)] {
      let value = plainText(field(column))
      if !value.isEmpty, !WrittenNote.set(name, to: value, in: &note) {
        script.note(row.line, "The \(name) of this row is not understood; \(WrittenNote.remedy)")
      }
    }
    script.add(
      Cue(
        start: try document.time(start, line: row.line),
        end: try document.time(end, line: row.line),
        text: plainText(field(.text)), speaker: speaker.isEmpty ? nil : speaker,
        note: note.isEmpty ? nil : note),
      line: row.line)
  }

  /// The columns a heading names, if it names at least start, end and text.
  private static func columns(_ fields: [String]) -> [Column?]? {
    let columns = fields.map { headings[plainText($0).lowercased()] }
    let isComplete = [Column.start, .end, .text].allSatisfy { columns.contains($0) }
    return isComplete ? columns : nil
  }

  private static func isTime(_ field: String) -> Bool { Timestamp(whole: field[...]) != nil }
}
