/// The words of XLIFF content: codes of the original file are left out, what they enclose is kept.
enum XLIFFText {
  static func plain(_ elements: [Element]) -> String {
    plainText(withoutTags(elements.map(words).joined()))
  }

  /// The same of a text that a table holds.
  static func plain(_ text: String) -> String { plainText(withoutTags(text)) }

  private static func words(_ element: Element) -> String {
    element.children.map { node in
      switch node {
      case .text(let text): text
      case .element(let inline): inner(inline)
      }
    }.joined()
  }

  private static func inner(_ inline: Element) -> String {
    if isLineBreak(inline) { return "\n" }
    switch inline.name {
    // What these hold is code of the original file; only a subflow in it is text, and not of this cue.
    case "ph", "it", "bpt", "ept", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp", "sub": return ""
    default: return words(inline)
    }
  }

  private static func isLineBreak(_ inline: Element) -> Bool {
    let attributes = inline.attributes
    if attributes["ctype"] == "lb" || attributes["subType"] == "xlf:lb" { return true }
    let equivalents = ["equiv-text", "equiv", "disp"].compactMap { attributes[$0] }
    if equivalents.contains(where: { $0 == "\n" || $0 == "\\n" || $0.lowercased().hasPrefix("<br") }
    ) {
      return true
    }
    let code = plainText(decodingReferences(inline.text)).lowercased()
    return ["ph", "it", "x"].contains(inline.name) && (code == "\\n" || code.hasPrefix("<br"))
  }

  /// Subtitles' own tags stay in the text where a tool did not know them as such.
  private static func withoutTags(_ text: String) -> String {
    Markup.parse(removingOverrides(text).text).map { piece in
      switch piece {
      case .text(let text): text
      case .open("br", _): "\n"
      case .open, .close: ""
      }
    }.joined()
  }
}
