/// Where sentences end, in any of the languages subtitles come in.
///
/// Only the end of a cue is looked at: whether what follows it is the same sentence.
struct SentenceEnd {
  let language: String

  /// Whether a sentence ends with a text, `next` being what the speaker says after it.
  func ends(_ text: String, before next: String) -> Bool {
    let text = String(text.strippedOfClosers)
    guard let last = text.last else { return true }
    // An ellipsis trails off, or carries on in lower case: „ich wollte…“ „…nach Hause“.
    if last == "…" || text.hasSuffix("...") { return !continues(next) }
    if "!?！？。｡．‼⁇⁈⁉؟۔।॥։።".contains(last) { return true }
    guard last == "." else { return false }
    return !(isAbbreviation(text) || isOrdinal(text) && continues(next))
  }

  /// Whether a clause ends: the second-best place to breathe.
  static func isClause(_ text: String) -> Bool {
    text.strippedOfClosers.last.map { ",;:、，；：،؛—–".contains($0) } ?? false
  }

  /// Whether a script marks sentences and clauses at all: Chinese subtitles often end in nothing.
  func isPunctuated(_ texts: [String]) -> Bool {
    texts.count { ends($0, before: "A") || Self.isClause($0) } * 5 >= texts.count
  }

  /// A text that begins in the middle of a sentence.
  private func continues(_ next: String) -> Bool {
    let start = next.drop { !$0.isLetter && !$0.isNumber }
    return start.first?.isLowercase == true
  }

  /// `Dr.`, `z. B.`, `J.`: a word that takes a stop and is followed by more.
  private func isAbbreviation(_ text: String) -> Bool {
    let word = text.dropLast().reversed().prefix { !$0.isWhitespace && $0 != "(" }.reversed()
    let stem = String(word)
    if stem.count == 1, stem.first?.isLetter == true, stem != "I" || language != "en" {
      return stem.first?.isUppercase == true
    }
    let known = Self.abbreviations[language] ?? Self.abbreviations["en"] ?? []
    return known.contains(stem.lowercased())
  }

  /// `am 3.`: a German, Russian or Polish ordinal, where a small letter follows.
  private func isOrdinal(_ text: String) -> Bool {
    text.dropLast().last?.isNumber == true
  }

  /// Abbreviations that are followed by a word of the same sentence; `etc.` and the like may end one and are left out.
  /// Source: the suppression lists of CLDR's sentence segmentation, and the usual titles.
  private static let abbreviations: [String: Set<String>] = [
    "en": [
      "mr", "mrs", "ms", "dr", "prof", "st", "sgt", "capt", "lt", "col", "gen", "vs", "no", "e.g",
      "i.e",
    ],
    "de": ["hr", "fr", "dr", "prof", "st", "z.b", "bzw", "ca", "nr", "d.h", "u.a", "vgl", "inkl"],
    "es": [
      "sr", "sra", "srta", "dr", "dra", "d", "dª", "ud", "uds", "núm", "p.ej", "prof", "sto", "sta",
    ],
    "fr": ["m", "mm", "dr", "pr", "st", "ste", "p.ex", "n°", "av", "env", "cf"],
    "it": ["sig", "dott", "prof", "ing", "avv", "on", "es", "ca", "n", "s"],
    "pt": ["sr", "sra", "srta", "dr", "dra", "prof", "profa", "d", "exmo", "n.º", "p.ex"],
    "ru": ["г", "гр", "им", "т.е", "т.д", "т.п", "проф", "ул", "д-р", "см", "стр"],
  ]
}

extension String {
  /// Without the quotes and brackets that close after a sentence's end.
  fileprivate var strippedOfClosers: Substring {
    var text = self[...]
    while let last = text.last, last.isWhitespace || "\"'”’»›)]}」』】）〉》“".contains(last) {
      text = text.dropLast()
    }
    return text
  }
}
