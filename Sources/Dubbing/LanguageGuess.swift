extension Language {
  /// The language a text is plainly in, or nil when that is not plain.
  ///
  /// Writing systems decide first; languages in Latin letters by the share of their commonest function words.
  public static func guess(of text: String) -> String? {
    let counts = Script.count(in: text)
    let letters = counts.values.reduce(0, +)
    guard letters >= 20 else { return nil }
    let share = { (script: Script) in Double(counts[script] ?? 0) / Double(letters) }
    if share(.kana) > 0.1 { return "ja" }
    if share(.hangul) > 0.3 { return "ko" }
    if share(.han) > 0.3 { return "zh" }
    if share(.cyrillic) > 0.5 { return guessCyrillic(text) }
    // Chinese beside English, line by line, is not plainly either.
    if share(.latin) > 0.7, share(.han) < 0.03 { return guessLatin(text) }
    return nil
  }

  /// Whether a text may be in a language: false only when it is plainly in another.
  public func mayBe(_ text: String) -> Bool {
    guard let guess = Self.guess(of: text) else { return true }
    let same = ["yue": "zh", "cmn": "zh", "wuu": "zh", "nb": "no", "nn": "no"]
    return (same[primary] ?? primary) == (same[guess] ?? guess) || !Self.guessable.contains(primary)
  }

  /// Languages a guess can name; any other is never refused.
  private static let guessable: Set<String> =
    Set(functionWords.keys).union(["ja", "ko", "zh", "yue", "cmn", "wuu", "ru"])

  private static func guessCyrillic(_ text: String) -> String? {
    let lower = text.lowercased()
    // Letters Russian does not have belong to its neighbours, from Ukrainian to Kazakh.
    let foreign = lower.unicodeScalars.contains {
      (0x450...0x52F).contains($0.value) && $0 != "ё"
    }
    guard !foreign else { return nil }
    return lower.contains(where: { "ыэ".contains($0) }) ? "ru" : nil
  }

  private static func guessLatin(_ text: String) -> String? {
    let words = text.lowercased().split(whereSeparator: { !$0.isLetter && $0 != "'" }).map(
      String.init)
    guard words.count >= 12 else { return nil }
    let scores = functionWords.map { language, known in
      (language, words.reduce(0) { $0 + (known.contains($1) ? weights[$1] ?? 0 : 0) })
    }.sorted { ($0.1, $1.0) > ($1.1, $0.0) }
    let share = Double(words.count { functionWords[scores[0].0]?.contains($0) == true })
    guard share >= 0.12 * Double(words.count), scores[0].1 >= 1.5 * scores[1].1 else { return nil }
    return scores[0].0
  }

  /// What a word tells: less, the more languages have it.
  private static let weights: [String: Double] = {
    var languages: [String: Double] = [:]
    for words in functionWords.values { for word in words { languages[word, default: 0] += 1 } }
    return languages.mapValues { 1 / $0 }
  }()

  /// The commonest words of each language, as any frequency list has them.
  private static let functionWords: [String: Set<String>] = [
    "en": [
      "the", "and", "of", "to", "is", "you", "it", "that", "in", "we", "i", "this", "are", "was",
    ],
    "de": [
      "der", "die", "und", "das", "ist", "nicht", "ich", "ein", "es", "wir", "sie", "zu", "den",
    ],
    "it": [
      "il", "di", "che", "è", "non", "un", "per", "la", "sono", "con", "gli", "della", "una", "e",
      "si", "lo", "ma", "del", "alla", "anche", "più", "questo", "mi", "ci",
    ],
    "pt": [
      "o", "que", "não", "um", "uma", "do", "da", "em", "os", "para", "com", "é", "eu", "você",
      "ao", "mas", "no", "na", "já", "mais", "isso", "ele", "ela", "a", "de", "se",
    ],
    "es": [
      "el", "que", "los", "y", "en", "un", "una", "no", "las", "por", "del", "es", "con", "lo",
      "pero", "se", "más", "como", "al", "su", "ya", "muy", "está", "para", "de", "la",
    ],
    "fr": [
      "le", "les", "et", "est", "une", "des", "que", "pas", "vous", "je", "dans", "pour", "du",
      "il", "elle", "on", "nous", "ce", "qui", "au", "sur", "à", "ne", "mais", "de", "la", "un",
    ],
    "nl": ["de", "het", "een", "en", "van", "ik", "is", "niet", "dat", "je", "we", "op", "zijn"],
    "sv": ["och", "att", "det", "är", "som", "jag", "inte", "en", "på", "du", "den", "har", "för"],
    "da": [
      "og", "er", "jeg", "ikke", "det", "en", "at", "til", "har", "vi", "med", "på", "du", "af",
    ],
    "no": [
      "og", "er", "jeg", "ikke", "det", "en", "at", "til", "har", "vi", "med", "på", "du", "av",
    ],
    "ca": [
      "el", "la", "que", "no", "és", "els", "amb", "per", "una", "un", "i", "les", "en", "va",
      "de", "del", "dels", "però", "aquest", "aquesta", "més", "molt", "està", "jo",
    ],
    "gl": [
      "o", "que", "non", "un", "unha", "do", "da", "en", "os", "para", "con", "é", "eu", "ti",
      "máis", "pero", "moi", "xa", "unhas", "así", "tamén",
    ],
    "ro": ["nu", "este", "și", "să", "în", "pe", "la", "un", "o", "de", "ce", "cu", "mai", "e"],
    "pl": ["nie", "się", "na", "jest", "to", "że", "w", "z", "i", "co", "jak", "ale", "tak"],
  ]
}

/// The writing systems that tell languages apart.
private enum Script: Hashable {
  case latin, cyrillic, han, kana, hangul, other

  static func count(in text: String) -> [Script: Int] {
    var counts: [Script: Int] = [:]
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      counts[Script(scalar.value), default: 0] += 1
    }
    return counts
  }

  private init(_ value: UInt32) {
    switch value {
    case 0x41...0x24F, 0x1E00...0x1EFF: self = .latin
    case 0x400...0x52F: self = .cyrillic
    case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: self = .kana
    case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7AF: self = .hangul
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: self = .han
    default: self = .other
    }
  }
}
