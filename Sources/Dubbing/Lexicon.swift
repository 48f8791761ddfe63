/// How words of one language are said where their spelling misleads a voice: `Nginx` as `engine x`.
public struct Lexicon: Codable, Hashable, Sendable {
  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// One written form and how it is said.
  public struct Entry: Codable, Hashable, Sendable {
    /// Words as subtitles have them, parted by single spaces.
    public var written: String
    public var spoken: String
    public var letterCase: LetterCase
    /// Whose lines it is for, as subtitles name them; nil for everyone's.
    public var speaker: String?

    /// - Parameter letterCase: nil for `exact` where a capital was written, `any` elsewhere: `IT` must not change `it`.
    public init(
      written: String, spoken: String, letterCase: LetterCase? = nil, speaker: String? = nil
    ) {
      self.written = written.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      self.spoken = spoken
      let hasCapital = written.contains { $0.isUppercase }
      self.letterCase = letterCase ?? (hasCapital ? .exact : .any)
      self.speaker = speaker
    }
  }

  /// Whether capitals matter.
  public enum LetterCase: String, Codable, CaseIterable, Hashable, Sendable { case exact, any }

  /// The entries for one speaker's lines, as a rule.
  public func rule(for speaker: String?, language: Language) -> some ReadingRule {
    LexiconRule(entries, speaker: speaker, language: language)
  }
}

/// Whole words, the longest first; a speaker's own entry before everyone's, an exact one before one in any case.
private struct LexiconRule: ReadingRule {
  /// By what is written, without its case.
  private let entries: [String: [Lexicon.Entry]]
  /// How long the entries with a first letter are, the longest first.
  private let lengths: [Character: [Int]]
  private let edges: WordEdges

  init(_ entries: [Lexicon.Entry], speaker: String?, language: Language) {
    edges = WordEdges(language)
    let own = entries.filter {
      !$0.written.isEmpty
        && ($0.speaker == nil || $0.speaker?.lowercased() == speaker?.lowercased())
    }
    let rank = { (entry: Lexicon.Entry) in
      (entry.speaker == nil ? 1 : 0, entry.letterCase == .exact ? 0 : 1)
    }
    self.entries = Dictionary(grouping: own) { folded($0.written) }
      .mapValues { $0.sorted { rank($0) < rank($1) } }
    lengths = Dictionary(grouping: self.entries.keys) { $0[$0.startIndex] }
      .mapValues { Set($0.map(\.count)).sorted(by: >) }
  }

  func reading(of text: String, at index: String.Index) -> Reading? {
    guard let lengths = lengths[folded(text[index])] else { return nil }
    for length in lengths {
      guard let end = text.index(index, offsetBy: length, limitedBy: text.endIndex),
        edges.allow(index..<end, in: text), let candidates = entries[folded(text[index..<end])],
        let entry = candidates.first(where: {
          $0.letterCase == .any || $0.written == text[index..<end]
        })
      else { continue }
      return Reading(end: end, spoken: entry.spoken)
    }
    return nil
  }
}

/// Where words begin and end.
private struct WordEdges {
  private let atStart: Bool
  private let atEnd: Bool

  /// Chinese and Japanese have no spaces, and Korean particles follow a word without one.
  init(_ language: Language) {
    atStart = !language.joinsWithoutSpaces
    atEnd = !language.joinsWithoutSpaces && language.primary != "ko"
  }

  func allow(_ range: Range<String.Index>, in text: String) -> Bool {
    let last = text[text.index(before: range.upperBound)]
    let isCutOpen =
      atStart && text[range.lowerBound].isPartOfWord
      && text.character(before: range.lowerBound)?.isPartOfWord == true
    let isCutOff =
      atEnd && last.isPartOfWord && text.character(at: range.upperBound)?.isPartOfWord == true
    return !isCutOpen && !isCutOff
  }
}

/// A text without the case of its letters, each still one letter.
private func folded(_ text: some StringProtocol) -> String { String(text.map { folded($0) }) }

private func folded(_ letter: Character) -> Character { letter.lowercased().first ?? letter }
