/// Text parted into what is said and what is markup in angle brackets.
enum Markup: Equatable {
  case text(String)
  /// `<v.loud Ana>` is the tag `v` with the annotation `Ana`; `</v>` closes it.
  case open(String, annotation: String)
  case close(String)

  /// A `<` that does not begin a tag, as in `a < b` and `<3`, stays text.
  static func parse(_ text: String) -> [Markup] {
    guard text.utf8.contains(60) else { return [.text(text)] }
    let bytes = Array(text.utf8)
    var pieces: [Markup] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 60, let end = tagEnd(bytes, from: index + 1),
        let tag = tag(String(decoding: bytes[index + 1..<end], as: UTF8.self))
      else {
        index += 1
        continue
      }
      if start < index {
        pieces.append(.text(String(decoding: bytes[start..<index], as: UTF8.self)))
      }
      pieces.append(tag)
      index = end + 1
      start = index
    }
    if start < bytes.count {
      pieces.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
    }
    return pieces
  }

  /// Ends at the next `<` at the latest, which keeps hostile text linear.
  private static func tagEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count, bytes[start].isLetter || bytes[start].isDigit || bytes[start] == 47
    else { return nil }
    guard let end = bytes[start...].firstIndex(where: { $0 == 62 || $0 == 60 }) else { return nil }
    return bytes[end] == 62 ? end : nil
  }

  private static func tag(_ inside: String) -> Markup? {
    let isClosing = inside.hasPrefix("/")
    let body = isClosing ? inside.dropFirst() : inside[...]
    let nameEnd = body.unicodeScalars.firstIndex { ". \t\n/".unicodeScalars.contains($0) }
    let name = body[..<(nameEnd ?? body.endIndex)].lowercased()
    if isClosing { return .close(name) }
    let rest = body.unicodeScalars.drop { !" \t\n".unicodeScalars.contains($0) }
    // `<00:00:05.000>` marks a moment inside the cue; `<3>` is a heart with a stray bracket.
    if name.utf8.first?.isDigit == true {
      guard name.utf8.contains(58) else { return nil }
      return .open("", annotation: "")
    }
    return .open(name, annotation: plainText(decodingReferences(String(rest))))
  }
}
