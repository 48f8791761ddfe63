public import Dubbing

/// Says numbers, units, money, dates, ordinals and signs in the words of one language.
///
/// The words are CLDR's, the grammar is approximate: a number does not agree with its noun in case or gender
/// (Russian, Spanish `un`/`una`). What may mean two things is left as written: `3/4`, `3/4/2024` in a bare `en`, `10-20`.
public struct SpokenForms: ReadingRule {
  private let forms: Set<WrittenForm>
  private let signs: LanguageSigns
  private let language: Language

  /// - Parameter forms: what is written out; the rest stays as it is.
  public init(_ forms: Set<WrittenForm>, language: String) {
    self.forms = forms
    self.language = Language(language)
    signs = LanguageSigns(language)
  }

  /// The version of the rules behind it.
  public static var version: String { ICU.version }

  /// The languages whose numbers and dates were listened to; in others nothing is changed.
  public static let languages: Set = [
    "en", "de", "es", "fr", "it", "pt", "ru", "ja", "ko", "zh",
  ]

  public func reading(of text: String, at index: String.Index) -> Reading? {
    guard Self.languages.contains(language.primary) else { return nil }
    let first = text[index]
    if first == "&" { return forms.contains(.symbol) ? ampersand(in: text, at: index) : nil }
    if Money.signs.contains(where: { $0.first == first }), forms.contains(.currency) {
      return Money(signs).before(text, at: index)
    }
    guard ("0"..."9").contains(first) || "-−–".contains(first) else { return nil }
    if forms.contains(.date), let date = SpokenDate(signs, language).reading(of: text, at: index) {
      return date
    }
    if forms.contains(.ordinal),
      let ordinal = SpokenOrdinal(signs, language).reading(of: text, at: index)
    {
      return ordinal
    }
    // What Money left alone, such as `$5m`, is no other measure.
    let isMoney = text.character(before: index).map { "$€£¥₽₩₹".contains($0) } ?? false
    guard !isMoney, let number = WrittenNumber(in: text, at: index, signs: signs) else {
      return nil
    }
    return measured(number, in: text) ?? bare(number, in: text, at: index)
  }

  /// `5 km/h`, `50 %`, `5 €`.
  private func measured(_ number: WrittenNumber, in text: String) -> Reading? {
    if forms.contains(.percent), let end = text.end(of: "%", after: number.end),
      let spoken = signs.phrase(number, "percent")
    {
      return Reading(end: end, spoken: spoken)
    }
    if forms.contains(.currency), let money = Money(signs).after(number, in: text) { return money }
    guard forms.contains(.unit) else { return nil }
    for (sign, unit) in signs.units {
      guard let end = text.end(of: sign, after: number.end),
        text.character(at: end)?.isPartOfWord != true, text.character(at: end) != "/",
        let spoken = signs.phrase(number, unit)
      else { continue }
      return Reading(end: end, spoken: spoken)
    }
    return nil
  }

  /// `1.000.000`, `-5`, and any number where all are asked for.
  private func bare(_ number: WrittenNumber, in text: String, at index: String.Index) -> Reading? {
    let follows = text.character(at: number.end)
    guard
      follows.map({ !$0.isLetter || language.joinsWithoutSpaces || language.primary == "ko" })
        ?? true, follows != "°"
    else { return nil }
    // A dash at the very start may be a speaker's.
    guard !number.isNegative || index > text.startIndex else { return nil }
    if forms.contains(.number) {
      return signs.icu.spell(number.signed).map { Reading(end: number.end, spoken: $0) }
    }
    let isChanged =
      (number.isGrouped && forms.contains(.grouping))
      || (number.isNegative && forms.contains(.minus))
    return isChanged ? Reading(end: number.end, spoken: number.figures(signs)) : nil
  }

  private func ampersand(in text: String, at index: String.Index) -> Reading? {
    guard let and = signs.and else { return nil }
    let end = text.index(after: index)
    let isApart = text.character(before: index) == " " && text.character(at: end) == " "
    let isBetween =
      text.character(before: index)?.isPartOfWord == true
      && text.character(at: end)?.isPartOfWord == true
    guard isApart || isBetween else { return nil }
    return Reading(end: end, spoken: isApart ? and.trimmed : " \(and.trimmed) ")
  }
}

extension LanguageSigns {
  /// A number with a unit in words, the number in figures without thousands parted.
  func phrase(_ number: WrittenNumber, _ unit: String) -> String? {
    phrase(number, skeleton: "unit/\(unit)")
  }

  /// The same by any skeleton; nil where ICU has but signs for it.
  func phrase(_ number: WrittenNumber, skeleton: String) -> String? {
    let decimals =
      number.decimals == 0
      ? "precision-integer" : "." + String(repeating: "0", count: number.decimals)
    let words = icu.format(
      number.signed, "\(skeleton) unit-width-full-name group-off \(decimals)")
    guard let words, !words.contains(where: { "%/°$€£¥".contains($0) }) else { return nil }
    return words.replacing("-", with: number.isNegative ? minus : "-", maxReplacements: 1)
  }
}

extension String {
  /// Where a sign ends that follows an index, after a space or none.
  func end(of sign: String, after index: Index) -> Index? {
    var start = index
    if let space = character(at: start), space.isWhitespace { start = self.index(after: start) }
    guard self[start...].hasPrefix(sign) else { return nil }
    return self.index(start, offsetBy: sign.count)
  }
}
