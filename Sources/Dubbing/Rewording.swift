/// What is said in place of the next characters of a text.
public struct Reading: Hashable, Sendable {
  /// Where the text goes on.
  public var end: String.Index
  public var spoken: String

  public init(end: String.Index, spoken: String) {
    self.end = end
    self.spoken = spoken
  }
}

/// Knows how some written forms are said: the reading of what begins at an index, or nil.
public protocol ReadingRule: Sendable {
  func reading(of text: String, at index: String.Index) -> Reading?
}

/// A text as it is said: at every place the first rule that knows a reading is applied, once.
///
/// What a rule says is final; no rule sees what another, or it itself, has put there.
public func reworded(_ text: String, by rules: [any ReadingRule]) -> String {
  var spoken = ""
  var index = text.startIndex
  while index < text.endIndex {
    let found = rules.lazy.compactMap { $0.reading(of: text, at: index) }.first
    if let found, found.end > index {
      spoken += found.spoken
      index = found.end
    } else {
      spoken.append(text[index])
      index = text.index(after: index)
    }
  }
  return spoken
}

extension String {
  /// The character before an index.
  public func character(before index: Index) -> Character? {
    index > startIndex ? self[self.index(before: index)] : nil
  }

  /// The character at an index.
  public func character(at index: Index) -> Character? {
    index < endIndex ? self[index] : nil
  }
}

extension Character {
  /// Whether words are made of it.
  public var isPartOfWord: Bool { isLetter || isNumber }
}
