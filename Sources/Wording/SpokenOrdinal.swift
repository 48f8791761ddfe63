import Dubbing

/// Ordinals in figures: `2nd`, `1er`, `3.ª`, and the day before a German month.
struct SpokenOrdinal {
  private let signs: LanguageSigns
  private let language: Language

  init(_ signs: LanguageSigns, _ language: Language) {
    self.signs = signs
    self.language = language
  }

  /// The endings each language writes, and ICU's rules for them; the longest first.
  private static let endings: [String: [(ending: String, rules: String)]] = [
    "en": ["st", "nd", "rd", "th"].map { ($0, "%spellout-ordinal") },
    "fr": [
      ("ère", "%spellout-ordinal-feminine"), ("ème", "%spellout-ordinal-masculine"),
      ("er", "%spellout-ordinal-masculine"), ("re", "%spellout-ordinal-feminine"),
      ("e", "%spellout-ordinal-masculine"),
    ],
    "es": romance, "it": romance, "pt": romance,
  ]
  private static let romance = [
    (".º", "%spellout-ordinal-masculine"), (".ª", "%spellout-ordinal-feminine"),
    ("º", "%spellout-ordinal-masculine"), ("ª", "%spellout-ordinal-feminine"),
  ].map { (ending: $0.0, rules: $0.1) }

  func reading(of text: String, at index: String.Index) -> Reading? {
    let before = text.character(before: index)
    guard before.map({ !$0.isPartOfWord && !".,:/-".contains($0) }) ?? true else { return nil }
    let digits = text[index...].prefix(5).prefix { ("0"..."9").contains($0) }
    guard (1...4).contains(digits.count) else { return nil }
    if language.primary == "de" { return german(text, at: index, digits) }
    for (ending, rules) in Self.endings[language.primary] ?? []
    where text[digits.endIndex...].hasPrefix(ending) {
      let end = text.index(digits.endIndex, offsetBy: ending.count)
      guard text.character(at: end)?.isPartOfWord != true,
        let spoken = signs.icu.spell(String(digits), by: rules)
      else { continue }
      return Reading(end: end, spoken: spoken)
    }
    return nil
  }

  /// `3. Mai`: elsewhere a full stop may end the sentence.
  private func german(_ text: String, at index: String.Index, _ digits: Substring) -> Reading? {
    guard digits.count <= 2, let day = Int(digits), (1...31).contains(day),
      text.character(at: digits.endIndex) == "."
    else { return nil }
    let dot = text.index(after: digits.endIndex)
    let month = text[dot...].drop { $0 == " " }.prefix { $0.isLetter }
    guard signs.months.contains(month.lowercased()) else { return nil }
    let word = text[..<index].split(separator: " ").last
    return germanDay(day, after: word).map { Reading(end: dot, spoken: $0) }
  }

  /// `dritter Mai`, `der dritte Mai`, `am dritten Mai`.
  func germanDay(_ day: Int, after word: Substring?) -> String? {
    let ending =
      switch word?.lowercased() {
      case "der", "die", "das": ""
      case .some(let word) where word.last?.isLetter == true && Self.dative.contains(word): "-n"
      default: "-r"
      }
    return signs.icu.spell(String(day), by: "%spellout-ordinal\(ending)")
  }

  private static let dative: Set = [
    "am", "vom", "zum", "dem", "den", "bis", "ab", "seit", "im", "beim", "des", "diesem", "diesen",
  ]
}
