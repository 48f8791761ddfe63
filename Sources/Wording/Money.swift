import Dubbing

/// Sums of money: `€5.99`, `5,99 €`, `$5`.
struct Money {
  /// By ISO 4217; the longest first.
  private static let currencies = [
    ("US$", "USD"), ("R$", "BRL"), ("€", "EUR"), ("$", "$"), ("£", "GBP"), ("¥", "JPY"),
    ("₽", "RUB"), ("₩", "KRW"), ("₹", "INR"),
  ]
  static let signs = currencies.map(\.0)

  private let signs: LanguageSigns

  init(_ signs: LanguageSigns) { self.signs = signs }

  /// A sum with its sign before it.
  func before(_ text: String, at index: String.Index) -> Reading? {
    guard text.character(before: index)?.isPartOfWord != true else { return nil }
    for (sign, currency) in Self.currencies where text[index...].hasPrefix(sign) {
      var start = text.index(index, offsetBy: sign.count)
      if text.character(at: start)?.isWhitespace == true { start = text.index(after: start) }
      guard let digit = text.character(at: start), ("0"..."9").contains(digit),
        let number = WrittenNumber(in: text, at: start, signs: signs)
      else { return nil }
      let end = number.end
      // `$1m`, `$5 million`: where the word belongs is for people to write.
      guard !isFollowedByWord(text, at: end), let spoken = spoken(number, currency) else {
        return nil
      }
      return Reading(end: end, spoken: spoken)
    }
    return nil
  }

  /// A sum whose number is known, with its sign after it.
  func after(_ number: WrittenNumber, in text: String) -> Reading? {
    for (sign, currency) in Self.currencies {
      guard let end = text.end(of: sign, after: number.end),
        text.character(at: end)?.isPartOfWord != true, let spoken = spoken(number, currency)
      else { continue }
      return Reading(end: end, spoken: spoken)
    }
    return nil
  }

  private func spoken(_ number: WrittenNumber, _ currency: String) -> String? {
    guard currency == "$" else {
      return signs.phrase(number, skeleton: "currency/\(currency)")
    }
    guard let american = signs.phrase(number, skeleton: "currency/USD") else { return nil }
    return dollars(number, american) ?? american
  }

  /// `5 dollars`, of whatever country: what US, Canadian and Australian dollars have in common.
  ///
  /// nil where that is one letter: the 元 of Chinese alone would be yuan.
  private func dollars(_ number: WrittenNumber, _ american: String) -> String? {
    let figures = number.plain.replacing(".", with: String(signs.decimal))
    let others = ["CAD", "AUD"].compactMap {
      signs.phrase(number, skeleton: "currency/\($0)")
    }
    let names = ([american] + others).map { $0.replacing(figures, with: "").trimmed }
    let common = names.dropFirst().reduce(names[0], Self.common).trimmed
    guard common.count > 1 else { return nil }
    let gap = american.contains("\(figures) ") || american.contains("\(figures)\u{A0}") ? " " : ""
    return (number.isNegative ? signs.minus : "") + figures + gap + common
  }

  /// The longest text both have, without regard to case.
  private static func common(_ a: String, _ b: String) -> String {
    let other = b.lowercased()
    let letters = Array(a)
    for length in stride(from: letters.count, to: 0, by: -1) {
      for start in 0...(letters.count - length) {
        let part = String(letters[start..<(start + length)])
        if other.contains(part.lowercased()) { return part }
      }
    }
    return ""
  }

  private func isFollowedByWord(_ text: String, at index: String.Index) -> Bool {
    if text.character(at: index)?.isLetter == true { return true }
    let rest = text[index...].drop(while: \.isWhitespace).prefix { $0.isLetter }.lowercased()
    return Self.multiples.contains { !rest.isEmpty && rest.hasPrefix($0) }
  }

  /// How words for millions begin in the languages that put a sign before the sum.
  private static let multiples = ["m", "b", "tr", "thousand", "hundred", "k", "тыс", "трил"]
}
