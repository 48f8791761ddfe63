import Dubbing

/// A table of texts without times, as translation tools export it: id, source, target in named columns.
///
/// Quoting is that of RFC 4180; a heading names the columns in any order, and there must be one for the target and one
/// for the id or the source. The times are those of the cues the texts translate.
enum TranslationTable: SubtitleFormat {
  static let name = "translation table"
  static let extensions: [String] = []

  private enum Column { case id, source, target, state, time }

  private static let headings: [String: Column] = [
    "id": .id, "key": .id, "unit": .id, "string id": .id, "segment id": .id, "no": .id, "#": .id,
    "nr": .id, "number": .id, "source": .source, "source text": .source, "original": .source,
    "source string": .source, "target": .target, "target text": .target, "translation": .target,
    "target string": .target, "state": .state, "status": .state, "context": .time, "time": .time,
    "timecode": .time,
  ]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    guard !CSV.recognises(document),
      let first = document.lines.first(where: { !$0.isBlank }), first.utf8.count < 4096
    else { return false }
    return columns(Table.rows([first]).first?.fields ?? [], document) != nil
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    let rows = Table.rows(document.lines)
    guard let heading = rows.first, let columns = columns(heading.fields, document) else {
      throw document.refusal(
        nil, "has no heading that names its columns", "Name them: id, source, target.")
    }
    var units: [TranslationUnit] = []
    for row in rows.dropFirst() {
      guard row.fields.count <= columns.count else {
        throw document.refusal(
          row.line, "this row has \(row.fields.count) fields, the heading \(columns.count)",
          "Put quotes around text with separators.")
      }
      units.append(unit(row, columns))
    }
    return try script(of: units, document)
  }

  private static func unit(_ row: Table.Row, _ columns: [Column?]) -> TranslationUnit {
    func field(_ column: Column) -> String? {
      columns.firstIndex(of: column).flatMap {
        row.fields.indices.contains($0) ? row.fields[$0] : nil
      }
    }
    let state = field(.state).map { plainText($0).lowercased() }
    return TranslationUnit(
      id: plainText(field(.id) ?? ""), source: XLIFFText.plain(field(.source) ?? ""),
      target: XLIFFText.plain(field(.target) ?? ""),
      unfinished: state.flatMap { unfinished.contains($0) ? $0 : nil },
      time: [field(.time), field(.id)].compactMap(\.self).first { $0.contains("-->") },
      line: row.line)
  }

  private static let unfinished: Set = [
    "new", "untranslated", "needs review", "needs-review", "fuzzy", "draft", "not translated",
    "unapproved", "initial",
  ]

  /// The target may also be headed by its language: `es`, `pt-BR`.
  private static func columns(_ fields: [String], _ document: SubtitleDocument) -> [Column?]? {
    var columns = fields.map { headings[plainText($0).lowercased()] }
    if !columns.contains(.target), let wanted = document.options.language {
      let tags = fields.map { plainText($0).lowercased().replacing("_", with: "-") }
      let found =
        tags.firstIndex(of: wanted.lowercased())
        ?? tags.firstIndex(of: Language(wanted).primary.lowercased())
      if let found, columns[found] == nil { columns[found] = .target }
    }
    let isComplete =
      columns.contains(.target) && (columns.contains(.id) || columns.contains(.source))
    return isComplete ? columns : nil
  }
}
