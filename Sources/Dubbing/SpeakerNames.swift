/// A speaker's name written before a line, and the rest of the line.
///
/// `ANA:` in capitals is a name by its form. `Ana:` is one only when it is in `names`: "Remember: …" is speech.
func speakerName(at line: Substring, names: Set<String>) -> (name: String, rest: Substring)? {
  let line = line.drop { $0.isWhitespace || $0 == ">" }
  guard let colon = line.prefix(41).firstIndex(where: { $0 == ":" || $0 == "：" }) else {
    return nil
  }
  let rest = line[line.index(after: colon)...]
  // 10:30 and http:// are no names; after a full-width colon no space is written.
  if line[colon] == ":", let next = rest.first, !next.isWhitespace { return nil }
  let name = line[..<colon].trimmed
  guard !name.isEmpty, name.split(separator: " ").count <= 3 else { return nil }
  guard names.contains(name) || names.contains(name.uppercased()) || isInCapitals(name) else {
    return nil
  }
  return (name, rest)
}

/// Names that stand before at least three cues of a file in the same way, and are nowhere in it a common word: "Remember: …".
public func speakerNames(in cues: [Cue]) -> Set<String> {
  var counts: [String: Int] = [:]
  for line in cues.flatMap({ $0.text.split(whereSeparator: \.isNewline) }) {
    guard let colon = line.prefix(31).firstIndex(where: { $0 == ":" || $0 == "：" }) else {
      continue
    }
    let next = line[line.index(after: colon)...].first
    if line[colon] == ":", let next, !next.isWhitespace { continue }
    let name = line[..<colon].drop { $0.isWhitespace || "-–—>".contains($0) }.trimmed
    let isName = name.first?.isLetter == true && name.first?.isLowercase == false
    if isName, name.split(separator: " ").count <= 2 { counts[name, default: 0] += 1 }
  }
  let frequent = counts.filter { $0.value >= 3 }.keys
  guard !frequent.isEmpty else { return [] }
  let words = Set(cues.flatMap { $0.text.split { !$0.isLetter && $0 != "'" } })
  return Set(
    frequent.filter { name in
      let common = name.lowercased()
      return common == name || !words.contains(common[...])
    })
}

/// `[Ana] Yes` with a known name is `Ana: Yes`.
func withBracketedName(_ line: String, names: Set<String>) -> String {
  let start = line.drop { $0.isWhitespace }
  guard let open = start.first, let close = ["[": "]", "(": ")", "（": "）"][open],
    let end = start.firstIndex(of: Character(close))
  else { return line }
  let name = start[start.index(after: start.startIndex)..<end].trimmed
  guard names.contains(name) else { return line }
  return "\(name): \(start[start.index(after: end)...].trimmed)"
}

private func isInCapitals(_ name: String) -> Bool {
  let letters = name.filter(\.isLetter)
  guard letters.count >= 2, name.first?.isLetter == true else { return false }
  return letters.allSatisfy { $0.isUppercase }
    && name.allSatisfy { $0.isLetter || $0.isNumber || " .'’-#&".contains($0) }
}

extension StringProtocol {
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
