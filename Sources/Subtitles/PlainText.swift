/// Text as it will be said: single spaces, no space at the ends of lines, no empty lines.
///
/// Control characters, byte order marks and every kind of Unicode space count as spaces, so an edit
/// of white space alone gives equal cues.
func plainText(_ text: some StringProtocol) -> String {
  if isPlain(text.utf8) { return String(text) }
  var result = String.UnicodeScalarView()
  var pending: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    if scalar == "\n" {
      pending = "\n"
    } else if scalar.value < 33 || scalar == "\u{7F}" || scalar == "\u{FEFF}"
      || (scalar.value > 127 && scalar.properties.isWhitespace)
    {
      pending = pending ?? " "
    } else {
      if let space = pending, !result.isEmpty { result.append(space) }
      pending = nil
      result.append(scalar)
    }
  }
  return String(result)
}

/// Whether ASCII text is already as `plainText` leaves it, as most lines are.
private func isPlain(_ bytes: some Collection<UInt8>) -> Bool {
  var wasSpace = true
  for byte in bytes {
    guard byte > 32 && byte < 127 || (byte == 32 || byte == 10) && !wasSpace else { return false }
    wasSpace = byte <= 32
  }
  return !wasSpace || bytes.isEmpty
}

/// Replaces the character references subtitles use by what they stand for.
///
/// The named ones are those of the WebVTT standard and XML; an unknown one stays as it is.
func decodingReferences(_ text: String) -> String {
  guard text.utf8.contains(38) else { return text }
  var result: [UInt8] = []
  let bytes = Array(text.utf8)
  var index = 0
  while index < bytes.count {
    let window = bytes[index..<min(index + 12, bytes.count)]
    if bytes[index] == 38, let end = window.firstIndex(of: 59),
      let meaning = reference(String(decoding: bytes[index + 1..<end], as: UTF8.self))
    {
      result.append(contentsOf: meaning.utf8)
      index = end + 1
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: result, as: UTF8.self)
}

/// What a reference stands for, given without `&` and `;`.
func reference(_ name: String) -> String? {
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  case "nbsp": return "\u{A0}"
  case "lrm": return "\u{200E}"
  case "rlm": return "\u{200F}"
  default: break
  }
  guard name.first == "#" else { return nil }
  let digits = name.dropFirst()
  let code =
    digits.first == "x" || digits.first == "X"
    ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
  guard let code, code > 0, let scalar = Unicode.Scalar(code) else { return nil }
  return String(scalar)
}
