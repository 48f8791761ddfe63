/// A text without characters nobody sees: byte order marks, zero-width spaces, soft hyphens, directions.
func withoutInvisibles(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0xFEFF, 0x200B, 0x2060, 0xAD, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: continue
    case 0x00A0, 0x202F, 0x2007, 0x3000: scalars.append(" ")
    default: scalars.append(scalar)
    }
  }
  return String(scalars)
}

/// A text without `<i>`, `</font>` and `{\an8}`; `<br>` parts lines. "a < b" and "<3" stay.
func withoutTags(_ text: String) -> String {
  var plain = ""
  var rest = text[...]
  while let open = rest.firstIndex(where: { $0 == "<" || $0 == "{" }) {
    plain += rest[..<open]
    let inside = rest[rest.index(after: open)...]
    let isTag =
      rest[open] == "{"
      ? inside.first == "\\" : inside.first == "/" || inside.first?.isLetter == true
    let close: Character = rest[open] == "{" ? "}" : ">"
    guard isTag, let end = inside.prefix(200).firstIndex(of: close) else {
      plain.append(rest[open])
      rest = inside
      continue
    }
    let name = inside[..<end].prefix { $0.isLetter }
    if name.lowercased() == "br" { plain += "\n" }
    rest = inside[inside.index(after: end)...]
  }
  return plain + rest
}

/// `&nbsp;` and its like as the characters they stand for.
func withEntitiesDecoded(_ text: String) -> String {
  let named = [
    "nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "lrm": "", "rlm": "",
    "hellip": "…", "mdash": "—", "ndash": "–", "rsquo": "’", "lsquo": "‘", "shy": "",
  ]
  var plain = ""
  var rest = text[...]
  while let open = rest.firstIndex(of: "&") {
    plain += rest[..<open]
    let inside = rest[rest.index(after: open)...]
    guard let end = inside.prefix(10).firstIndex(of: ";") else {
      plain.append("&")
      rest = inside
      continue
    }
    let name = inside[..<end]
    plain += named[String(name)] ?? character(numbered: name) ?? "&\(name);"
    rest = inside[inside.index(after: end)...]
  }
  return plain + rest
}

private func character(numbered name: Substring) -> String? {
  guard name.first == "#" else { return nil }
  let digits = name.dropFirst()
  let isHexadecimal = digits.first == "x" || digits.first == "X"
  let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
  return value.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) }
}

/// A text without what stands in brackets, over several lines and nested if need be; one without its partner stays.
///
/// Round brackets inside a sentence are speech, "My house (the old one) is sold": a sound stands alone or between sentences.
func withoutBrackets(_ text: String) -> String {
  let partners: [Character: Character] = [
    "[": "]", "(": ")", "（": "）", "【": "】", "［": "］", "〔": "〕", "｟": "｠", "⟨": "⟩",
  ]
  var plain = ""
  var rest = text[...]
  while let open = rest.firstIndex(where: { partners[$0] != nil }) {
    plain += rest[..<open]
    guard let close = partners[rest[open]], let end = partner(of: close, in: rest[open...]) else {
      plain.append(rest[open])
      rest = rest[rest.index(after: open)...]
      continue
    }
    let after = rest[rest.index(after: end)...]
    let inside = rest[rest.index(after: open)..<end]
    if rest[open] == "(", isAside(inside, after: plain) { plain += rest[open...end] }
    rest = after
  }
  return plain + rest
}

/// The closing bracket that belongs to the opening one a text begins with.
private func partner(of close: Character, in text: Substring) -> String.Index? {
  var depth = 0
  for index in text.indices {
    if text[index] == text.first { depth += 1 }
    if text[index] == close { depth -= 1 }
    if depth == 0 { return index }
    // Hostile text: no sound takes this long to describe.
    if depth > 20 { return nil }
  }
  return nil
}

/// Whether a parenthesis of several words follows a word on its line, in the middle of a sentence.
private func isAside(_ inside: Substring, after text: String) -> Bool {
  let line = text[(text.lastIndex(where: \.isNewline) ?? text.startIndex)...]
  guard let last = line.last(where: { !$0.isWhitespace }), last.isLetter || last.isNumber else {
    return false
  }
  return inside.split(whereSeparator: \.isWhitespace).count > 1
}
