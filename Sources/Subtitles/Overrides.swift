/// Which braces are markup.
enum Braces { case codes, all }

/// Removes the codes of Advanced SubStation, which SubRip files borrow.
///
/// `{\an8}` and `{y:i}` go, `\N` and `\n` become line ends, `\h` a space. Text in braces without a
/// backslash or a code is said in SubRip, and is a comment in Advanced SubStation. `isDrawing` tells of a `{\p1}` block.
func removingOverrides(
  _ text: String, braces: Braces = .codes
) -> (text: String, isDrawing: Bool) {
  guard text.utf8.contains(where: { $0 == 123 || $0 == 92 }) else { return (text, false) }
  let bytes = Array(text.utf8)
  let lastBrace = bytes.lastIndex(of: 125) ?? -1
  var result: [UInt8] = []
  var isDrawing = false
  var index = 0
  while index < bytes.count {
    if index < lastBrace, bytes[index] == 123, braces == .all || isOverride(bytes, at: index),
      let end = bytes[index...].firstIndex(of: 125)
    {
      isDrawing = isDrawing || drawing(bytes[index..<end])
      index = end + 1
    } else if let space = escaped(bytes, at: index) {
      result.append(space)
      index += 2
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return (String(decoding: result, as: UTF8.self), isDrawing)
}

/// `{\…` of Advanced SubStation, or `{y:…` of MicroDVD.
private func isOverride(_ bytes: [UInt8], at index: Int) -> Bool {
  guard index + 2 < bytes.count else { return false }
  return bytes[index + 1] == 92 || (bytes[index + 1].isLetter && bytes[index + 2] == 58)
}

private func escaped(_ bytes: [UInt8], at index: Int) -> UInt8? {
  guard bytes[index] == 92, index + 1 < bytes.count else { return nil }
  switch bytes[index + 1] {
  case 78, 110: return 10
  case 104: return 32
  default: return nil
  }
}

/// `\p` with a number above zero; `\pos` and `\pbo` are something else.
private func drawing(_ block: ArraySlice<UInt8>) -> Bool {
  for index in block.indices.dropLast(2) where block[index] == 92 && block[index + 1] == 112 {
    if block[index + 2].isDigit, block[index + 2] != 48 { return true }
  }
  return false
}
