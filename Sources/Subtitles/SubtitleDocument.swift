/// A subtitle file after decoding: its lines, its name, and what is known about it.
public struct SubtitleDocument: Sendable {
  /// The file's name, for messages and for its ending.
  public let name: String
  /// Lines without their ends, whether those were LF, CRLF or CR.
  public let lines: [String]
  public let options: SubtitleOptions

  static let longestLine = 1 << 20

  /// Splits UTF-8 text into lines; one that is longer than 1 MiB is refused.
  init(_ text: [UInt8], named name: String, options: SubtitleOptions) throws(SubtitleError) {
    var lines: [String] = []
    var start = 0
    for (index, byte) in text.enumerated() where byte == 10 || byte == 13 {
      defer { start = index + 1 }
      if byte == 10, index > 0, text[index - 1] == 13 { continue }
      lines.append(String(decoding: text[start..<index], as: UTF8.self))
    }
    if start < text.count { lines.append(String(decoding: text[start...], as: UTF8.self)) }
    self.name = name
    self.lines = lines
    self.options = options
    if let long = lines.firstIndex(where: { $0.utf8.count > Self.longestLine }) {
      throw refusal(
        long + 1, "this line is longer than 1 MiB", "Is this really a subtitle file? Break it up.")
    }
  }

  /// The file name's ending in lower case.
  var ending: String {
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// Refuses a line that wants to be a timing and is none: as text it would be said aloud.
  func refuseBrokenTimings(_ range: Range<Int>, around mark: String) throws(SubtitleError) {
    for line in range where lines[line].utf8.contains(58) && lines[line].contains(mark) {
      guard lines[line].utf8.count(where: \.isLetter) < 3,
        lines[line].utf8.first(where: { !$0.isBlank })?.isDigit == true
      else { continue }
      throw refusal(
        line + 1, "this timing cannot be read", "Correct its two times, or remove the line.")
    }
  }

  func refusal(_ line: Int?, column: Int? = nil, _ problem: String, _ remedy: String)
    -> SubtitleError
  {
    SubtitleError(file: name, line: line, column: column, problem: problem, remedy: remedy)
  }
}
