import Dubbing

/// Days written in figures: `2024-03-21` anywhere, `21.3.2024` as the language orders it.
struct SpokenDate {
  private let signs: LanguageSigns
  private let language: Language

  init(_ signs: LanguageSigns, _ language: Language) {
    self.signs = signs
    self.language = language
  }

  func reading(of text: String, at index: String.Index) -> Reading? {
    guard text.character(before: index).map({ !$0.isPartOfWord && !".,:/-".contains($0) }) ?? true,
      let parts = Parts(in: text, at: index), let day = day(of: parts), day.isReal,
      var spoken = signs.icu.longDate(year: day.year, month: day.month, day: day.day)
    else { return nil }
    if language.primary == "ru" { spoken = spoken.replacing(" г.", with: " года") }
    if language.primary == "de" {
      let rest = spoken.drop { $0.isNumber || $0 == "." }
      let before = text[..<index].split(separator: " ").last
      spoken = (SpokenOrdinal(signs, language).germanDay(day.day, after: before) ?? "") + rest
    }
    return Reading(end: parts.end, spoken: spoken)
  }

  /// Year, month and day of three numbers; nil where they may be taken in two ways.
  private func day(of parts: Parts) -> Day? {
    let (a, b, c) = (parts.numbers[0], parts.numbers[1], parts.numbers[2])
    if parts.digits[0] == 4 { return Day(year: a, month: b, day: c) }
    guard parts.digits[2] == 4, let (order, separator) = signs.dateOrder else { return nil }
    // A bare `en` is written on both sides of the Atlantic.
    if language.tag.lowercased() == "en", parts.separator == "/" {
      guard a > 12 || b > 12 || a == b else { return nil }
      return Day(year: c, month: min(a, b), day: max(a, b))
    }
    guard parts.separator == separator, order.last == "y" else { return nil }
    return order.first == "M" ? Day(year: c, month: a, day: b) : Day(year: c, month: b, day: a)
  }

  private struct Day {
    var year: Int
    var month: Int
    var day: Int

    /// Whether the calendar has it.
    var isReal: Bool {
      guard (1...9999).contains(year), (1...12).contains(month) else { return false }
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      return (1...lengths[month - 1]).contains(day)
    }
  }

  /// Three numbers with one sign between them.
  private struct Parts {
    var numbers: [Int] = []
    var digits: [Int] = []
    var separator: Character
    var end: String.Index

    init?(in text: String, at start: String.Index) {
      let rest = text[start...]
      guard let sign = rest.prefix(5).first(where: { "./-".contains($0) }) else { return nil }
      let written = rest.prefix(11).prefix { ("0"..."9").contains($0) || $0 == sign }
      let fields = written.split(separator: sign, omittingEmptySubsequences: false)
      guard fields.count >= 3, fields.prefix(3).allSatisfy({ (1...4).contains($0.count) }) else {
        return nil
      }
      numbers = fields.prefix(3).compactMap { Int($0) }
      digits = fields.prefix(3).map(\.count)
      separator = sign
      end = fields[2].endIndex
      guard numbers.count == 3, text.character(at: end)?.isPartOfWord != true else { return nil }
      // A full stop may end the sentence; more digits make it something else.
      let next = end < text.endIndex ? text.character(at: text.index(after: end)) : nil
      let goesOn = text.character(at: end).map { ".,/-:".contains($0) } ?? false
      guard !(goesOn && next?.isNumber == true) else { return nil }
    }
  }
}
