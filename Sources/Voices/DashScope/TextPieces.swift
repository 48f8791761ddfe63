/// A text in pieces of at most `limit` bytes of UTF-8, parted where a reader would breathe.
///
/// After a sentence where there is one, else after a clause, else between words, else between
/// characters. White space at a cut is dropped. Nothing else is lost, and no piece is without a word.
func pieces(of text: String, limit: Int) -> [String] {
  var pieces: [String] = []
  var rest = text[...].drop(while: \.isWhitespace)
  while rest.utf8.count > limit {
    let cut = cut(in: rest, limit: limit)
    pieces.append(String(rest[..<cut]).trimmedEnd)
    rest = rest[cut...].drop(while: \.isWhitespace)
  }
  if !rest.isEmpty { pieces.append(String(rest).trimmedEnd) }
  return pieces.filter { $0.contains { $0.isLetter || $0.isNumber } }
}

/// The best place to end a piece, beyond the start of the text.
private func cut(in text: Substring, limit: Int) -> String.Index {
  var size = 0
  var best: [Breath: String.Index] = [:]
  var index = text.startIndex
  while index < text.endIndex {
    let next = text.index(after: index)
    size += text[index].utf8.count
    guard size <= limit || index == text.startIndex else { break }
    best[breath(after: text[index], before: text[next...].first)] = next
    index = next
  }
  // A sentence that ends early on would leave a crumb, and a crumb is spoken oddly.
  let isLong = { (end: String.Index) in text[..<end].utf8.count * 4 >= limit }
  for breath in [Breath.sentence, .clause, .word] {
    if let end = best[breath], isLong(end) { return end }
  }
  return best[.word] ?? best[.none] ?? index
}

private enum Breath { case sentence, clause, word, none }

private func breath(after character: Character, before next: Character?) -> Breath {
  if "。！？｡．".contains(character) { return .sentence }
  if "、，；：".contains(character) { return .clause }
  guard next?.isWhitespace ?? true else { return .none }
  if ".!?…؟।".contains(character) { return .sentence }
  if ",;:–—،".contains(character) { return .clause }
  return .word
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
