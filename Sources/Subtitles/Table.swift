/// Rows and fields of separated values, quoted as RFC 4180 says.
enum Table {
  struct Row {
    /// The line of the file on which the row begins, from 1.
    var line: Int
    var fields: [String]
  }

  /// Blank rows are left out; a quoted field may run over several lines.
  static func rows(_ lines: [String]) -> [Row] {
    let separator = separator(lines.first { !$0.isBlank } ?? "")
    var rows: [Row] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (isQuoted, start) = (false, 1)
    func close() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    for (index, line) in lines.enumerated() {
      if isQuoted { field.append(10) } else { start = index + 1 }
      var reader = ByteReader(line)
      while let byte = reader.next {
        reader.position += 1
        if byte == 34, isQuoted, reader.take(34) {
          field.append(34)
        } else if byte == 34, isQuoted || field.isEmpty {
          isQuoted.toggle()
        } else if byte == separator, !isQuoted {
          close()
        } else {
          field.append(byte)
        }
      }
      guard !isQuoted else { continue }
      close()
      if fields.contains(where: { !$0.isBlank }) { rows.append(Row(line: start, fields: fields)) }
      fields = []
    }
    if isQuoted {
      close()
      rows.append(Row(line: start, fields: fields))
    }
    return rows
  }

  /// A tab or a semicolon in the first row is not there by chance; a comma may be.
  private static func separator(_ line: String) -> UInt8 {
    [9, 59].first { line.utf8.contains($0) } ?? 44
  }
}
