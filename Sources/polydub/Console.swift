import Foundation

/// What people read: stderr, in colour on a terminal unless `NO_COLOR` is set.
enum Console {
  static let isTerminal = isatty(2) == 1
  static let isColoured =
    isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case grey = 90
  }

  static func line(_ text: String) { write(text + "\n") }
  static func error(_ text: String) { line(painted("error: ", .red) + text) }
  static func warning(_ text: String) { line(painted("warning: ", .yellow) + text) }

  static func painted(_ text: String, _ colour: Colour) -> String {
    isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// Columns of text, each as wide as its widest cell.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { index, cell in
        index == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[index] - width(cell))
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// Terminal columns of a text: East Asian wide characters take two, colour codes none.
  static func width(_ text: String) -> Int {
    var total = 0
    var isEscape = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" { isEscape = true }
      if !isEscape { total += isWide(scalar) ? 2 : (scalar.properties.isGraphemeExtend ? 0 : 1) }
      if isEscape, scalar == "m" { isEscape = false }
    }
    return total
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
