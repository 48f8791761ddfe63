/// One element of an XML document; names and attribute names are without their prefix.
struct Element {
  var name: String
  var attributes: [String: String]
  var children: [Node] = []
  /// The line of its start tag, from 1.
  var line: Int

  enum Node {
    case element(Element)
    case text(String)
  }

  var elements: [Element] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }
  var text: String {
    children.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }
}

/// A small strict parser for the XML that subtitles need.
///
/// There are no entities but the predefined ones: a document that declares its own is refused, so
/// nothing can expand and nothing outside the file is ever read.
struct XMLReader {
  private let document: SubtitleDocument
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var counted = 0
  private var open: [(tag: String, element: Element)] = []

  private static let deepest = 100

  static func root(of document: SubtitleDocument) throws(SubtitleError) -> Element {
    var reader = XMLReader(document)
    return try reader.read()
  }

  private init(_ document: SubtitleDocument) {
    self.document = document
    bytes = Array(document.lines.joined(separator: "\n").utf8)
  }

  private mutating func read() throws(SubtitleError) -> Element {
    while position < bytes.count {
      let start = position
      position = bytes[start...].firstIndex(of: 60) ?? bytes.count
      addText(decodingReferences(string(start, position)))
      guard position < bytes.count else { break }
      if skip("<!--", to: "-->") || skip("<?", to: "?>") { continue }
      if starts("<![CDATA[") {
        try addCharacterData()
      } else if starts("<!") {
        try skipDoctype()
      } else if let root = try tag() {
        return root
      }
    }
    let unclosed = open.last.map { " <\($0.tag)> of line \($0.element.line) is not closed" }
    throw damaged(unclosed.map { "the file ends early:\($0)" } ?? "there is no XML element")
  }

  /// A start, empty or end tag; gives the root once that is complete.
  private mutating func tag() throws(SubtitleError) -> Element? {
    let begin = position
    guard let end = tagEnd() else { throw damaged("this tag does not end") }
    defer { position = end + 1 }
    if bytes[begin + 1] == 47 {
      let name = plainText(string(begin + 2, end))
      guard let last = open.popLast(), last.tag == name else {
        throw damaged("</\(name.prefix(40))> closes nothing that is open here")
      }
      return close(last.element)
    }
    let isEmpty = bytes[end - 1] == 47
    let (name, attributes) = try startTag(begin + 1, isEmpty ? end - 1 : end)
    let element = Element(name: local(name), attributes: attributes, line: currentLine())
    if isEmpty { return close(element) }
    guard open.count < Self.deepest else {
      throw damaged("elements are nested deeper than \(Self.deepest)")
    }
    open.append((name, element))
    return nil
  }

  private mutating func close(_ element: Element) -> Element? {
    guard !open.isEmpty else { return element }
    open[open.count - 1].element.children.append(.element(element))
    return nil
  }

  /// The `>` of the tag here; one inside a quoted value does not count.
  private func tagEnd() -> Int? {
    var quote: UInt8?
    for index in position..<bytes.count {
      let byte = bytes[index]
      if let mark = quote {
        if byte == mark { quote = nil }
      } else if byte == 34 || byte == 39 {
        quote = byte
      } else if byte == 62 {
        return index
      }
    }
    return nil
  }

  private mutating func startTag(_ start: Int, _ end: Int) throws(SubtitleError) -> (
    String, [String: String]
  ) {
    var reader = ByteReader(string(start, max(start, end)))
    let name = reader.word()
    guard let first = name.utf8.first, first.isLetter || first > 127 || first == 95 else {
      throw damaged("a < that begins no tag must be written &lt;")
    }
    var attributes: [String: String] = [:]
    reader.skipSpace()
    while !reader.isAtEnd {
      let key = reader.word()
      reader.skipSpace()
      guard !key.isEmpty, reader.take(61) else { throw damaged("an attribute has no value") }
      reader.skipSpace()
      guard let value = reader.quoted() else { throw damaged("a value is not quoted") }
      attributes[local(key)] = decodingReferences(value)
      reader.skipSpace()
    }
    return (name, attributes)
  }

  private mutating func addText(_ text: String) {
    guard !open.isEmpty, !text.isEmpty else { return }
    open[open.count - 1].element.children.append(.text(text))
  }

  private mutating func addCharacterData() throws(SubtitleError) {
    let start = position + 9
    guard skip("<![CDATA[", to: "]]>") else { throw damaged("this CDATA section does not end") }
    addText(string(start, position - 3))
  }

  private mutating func skipDoctype() throws(SubtitleError) {
    guard let end = bytes[position...].firstIndex(where: { $0 == 62 || $0 == 91 }),
      bytes[end] == 62
    else { throw damaged("the file declares entities of its own, which are not read") }
    position = end + 1
  }

  private func starts(_ word: String) -> Bool { bytes[position...].starts(with: word.utf8) }

  private mutating func skip(_ opening: String, to closing: String) -> Bool {
    guard starts(opening) else { return false }
    let closing = Array(closing.utf8)
    var index = position + opening.utf8.count
    while index < bytes.count {
      if bytes[index] == closing[0], bytes[index...].starts(with: closing) {
        position = index + closing.count
        return true
      }
      index += 1
    }
    return false
  }

  private func string(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func local(_ name: String) -> String {
    name.split(separator: ":").last.map(String.init) ?? name
  }

  private mutating func currentLine() -> Int {
    line += bytes[counted..<position].count { $0 == 10 }
    counted = position
    return line
  }

  private mutating func damaged(_ problem: String) -> SubtitleError {
    document.refusal(
      currentLine(), "the XML is damaged: \(problem)", "Export the file again from its tool.")
  }
}

extension ByteReader {
  fileprivate mutating func skipSpace() {
    while let byte = next, byte <= 32 { position += 1 }
  }

  fileprivate mutating func word() -> String {
    let start = position
    while let byte = next, byte > 32, byte != 61 { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  fileprivate mutating func quoted() -> String? {
    guard let mark = next, mark == 34 || mark == 39,
      let end = bytes[(position + 1)...].firstIndex(of: mark)
    else { return nil }
    defer { position = end + 1 }
    return String(decoding: bytes[position + 1..<end], as: UTF8.self)
  }
}
