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

/// A text without `<i>`, `</font>` and `{\an8}`. "a < b" and "<3" stay.
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

/// A text without what stands in brackets, over several lines if need be; one without its partner stays.
func withoutBrackets(_ text: String) -> String {
  let partners: [Character: Character] = [
    "[": "]", "(": ")", "（": "）", "【": "】", "［": "］", "〔": "〕", "｟": "｠", "⟨": "⟩",
  ]
  var plain = ""
  var rest = text[...]
  while let open = rest.firstIndex(where: { partners[$0] != nil }) {
    plain += rest[..<open]
    let inside = rest[rest.index(after: open)...]
    guard let close = partners[rest[open]], let end = inside.firstIndex(of: close) else {
      plain.append(rest[open])
      rest = inside
      continue
    }
    rest = inside[inside.index(after: end)...]
  }
  return plain + rest
}
