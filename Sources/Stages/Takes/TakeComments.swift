import Dubbing

/// What people wrote beside the choices of takes: it stays when the file is written anew.
struct TakeComments: Sendable {
  /// Above everything.
  var header: [String]
  private var lines: [String] = []
  /// Whole lines directly above something, and what follows a choice in its own line, by where they were.
  private var above: [String: [String]] = [:]
  private var behind: [String: String] = [:]
  private(set) var footer: [String] = []

  init(header: [String]) { self.header = header }

  init(of text: String, header usual: [String]) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    header = usual
    footer = lines.reversed().drop { $0.allSatisfy(\.isWhitespace) }
      .prefix(while: \.isComment).reversed()
    if footer.count == lines.count { footer = [] }
  }

  /// Those of the first language are the file's own.
  mutating func note(language: String, line: Int?, isFirst: Bool) {
    let found = found(above: line)
    if isFirst { header = found } else { above[language] = found }
  }

  mutating func note(_ choice: TakeChoice, of language: String, line: Int?) {
    above[Self.key(choice, language)] = found(above: line)
    guard let line, line <= lines.count, let brace = lines[line - 1].lastIndex(of: "}") else {
      return
    }
    let rest = lines[line - 1][brace...].dropFirst().drop(while: \.isWhitespace)
    if rest.hasPrefix("#") { behind[Self.key(choice, language)] = String(rest) }
  }

  /// A choice takes the place of another, and its comments with it.
  mutating func move(from old: TakeChoice, to new: TakeChoice, of language: String) {
    let (old, new) = (Self.key(old, language), Self.key(new, language))
    guard old != new else { return }
    above[new] = above.removeValue(forKey: old)
    behind[new] = behind.removeValue(forKey: old)
  }

  func above(_ language: String) -> [String] { above[language] ?? [] }
  func above(_ choice: TakeChoice, of language: String) -> [String] {
    above[Self.key(choice, language)] ?? []
  }
  func behind(_ choice: TakeChoice, of language: String) -> String {
    behind[Self.key(choice, language)].map { " " + $0 } ?? ""
  }

  /// The comments directly above a line, counted from 1.
  private func found(above line: Int?) -> [String] {
    guard let line, line > 1, line <= lines.count else { return [] }
    return lines[..<(line - 1)].reversed().prefix(while: \.isComment).reversed()
  }

  private static func key(_ choice: TakeChoice, _ language: String) -> String {
    "\(language)/\(choice.occurrence)/\(choice.text)"
  }
}

extension String {
  fileprivate var isComment: Bool { drop(while: \.isWhitespace).hasPrefix("#") }
}
