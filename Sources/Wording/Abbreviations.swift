public import Dubbing

extension Lexicon {
  /// What common abbreviations stand for, in the languages where they have one meaning.
  ///
  /// CLDR has no such list; these are the ones espeak-ng spells letter by letter (measured on 1.51).
  public static func abbreviations(in language: String) -> Lexicon {
    let pairs = common[Language(language).primary] ?? [:]
    let entries = pairs.sorted { $0.key < $1.key }
    return Lexicon(entries.map { Entry(written: $0.key, spoken: $0.value, letterCase: .exact) })
  }

  private static let common: [String: [String: String]] = [
    "en": ["e.g.": "for example", "i.e.": "that is", "vs.": "versus", "approx.": "approximately"],
    "de": [
      "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt",
      "u. a.": "unter anderem", "u.a.": "unter anderem", "usw.": "und so weiter",
      "bzw.": "beziehungsweise", "ca.": "circa", "Dr.": "Doktor", "Nr.": "Nummer",
      "evtl.": "eventuell", "inkl.": "inklusive",
    ],
    "es": [
      "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "n.º": "número",
      "p. ej.": "por ejemplo",
      "Ud.": "usted", "Uds.": "ustedes", "§": "párrafo",
    ],
    "fr": [
      "M.": "Monsieur", "MM.": "Messieurs", "Mlle": "Mademoiselle", "n°": "numéro", "nº": "numéro",
      "p. ex.": "par exemple", "c.-à-d.": "c’est-à-dire", "§": "paragraphe",
    ],
    "it": ["ecc.": "eccetera", "p. es.": "per esempio", "n.": "numero", "§": "paragrafo"],
    "pt": [
      "n.º": "número", "p. ex.": "por exemplo", "Sra.": "senhora", "Sr.": "senhor",
      "Dra.": "doutora", "Dr.": "doutor", "§": "parágrafo",
    ],
    "ru": [
      "т. е.": "то есть", "т.е.": "то есть", "т. д.": "так далее", "т.д.": "так далее",
      "т. п.": "тому подобное", "т.п.": "тому подобное", "др.": "другие",
    ],
  ]
}
