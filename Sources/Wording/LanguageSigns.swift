import _FoundationICU

/// How one language writes numbers, units and dates, and the words it has for them; asked of ICU once.
struct LanguageSigns: Sendable {
  let icu: ICU
  let decimal: Character
  let grouping: Set<Character>
  /// The word before a number below zero.
  let minus: String
  /// The word for `&`, with the spaces it needs.
  let and: String?
  /// CLDR's unit by its sign, the longest first.
  let units: [(sign: String, unit: String)]
  /// The months' names inside a date, in lower case.
  let months: [String]
  /// The order of a numeric date and the sign between its parts; nil where a bare `en` does not tell.
  let dateOrder: (order: [Character], separator: Character)?

  init(_ language: String) {
    let icu = ICU(locale: language)
    self.icu = icu
    decimal = icu.symbol(UNUM_DECIMAL_SEPARATOR_SYMBOL)?.first ?? "."
    let separator = icu.symbol(UNUM_GROUPING_SEPARATOR_SYMBOL)?.first ?? ","
    // Every kind of space; SpokenText has made plain ones of most.
    grouping = separator.isWhitespace ? [" ", "\u{A0}", "\u{202F}"] : [separator]
    minus = Self.minus(icu)
    and = icu.joined("A", "B").flatMap(Self.between)
    units = Self.units(icu)
    months = (1...12).compactMap {
      icu.date("MMMM", year: 2024, month: $0, day: 1)?.lowercased()
    }
    dateOrder = icu.shortDatePattern.flatMap(Self.order)
  }

  /// `minus one` without `one`.
  private static func minus(_ icu: ICU) -> String {
    guard let below = icu.spell("-1"), let one = icu.spell("1"), below.hasSuffix(one) else {
      return "-"
    }
    return below.dropLast(one.count).trimmed + " "
  }

  /// ` and ` of `A and B`; nothing where it is a comma.
  private static func between(_ list: String) -> String? {
    let word = list.dropFirst().dropLast()
    return word.contains(where: \.isLetter) ? String(word) : nil
  }

  /// What subtitles measure in, by CLDR's names.
  private static let measured = [
    "kilometer-per-hour", "mile-per-hour", "meter-per-second", "kilometer", "meter", "centimeter",
    "millimeter", "mile", "kilogram", "gram", "milligram", "liter", "milliliter", "celsius",
    "fahrenheit", "square-meter", "square-kilometer", "cubic-meter", "kilowatt", "megawatt",
    "kilowatt-hour", "hertz", "kilohertz", "megahertz", "gigahertz", "megabyte", "gigabyte",
    "terabyte", "hectare", "decibel", "volt", "millisecond",
  ]

  /// The signs the language itself and English have for them.
  private static func units(_ icu: ICU) -> [(sign: String, unit: String)] {
    var units: [String: String] = [:]
    for unit in measured {
      for icu in [icu, ICU(locale: "en")] {
        for number in ["1", "5"] {
          let short = icu.format(number, "unit/\(unit) unit-width-short")
          let sign = short?.replacing(number, with: "").trimmed ?? ""
          // One letter may mean anything, but 5 m are metres.
          guard sign.count > 1 || (unit == "meter" && !sign.isEmpty) else { continue }
          units[sign] = units[sign] ?? unit
        }
      }
    }
    return units.sorted { ($1.key.count, $0.key) < ($0.key.count, $1.key) }
      .map { (sign: $0.key, unit: $0.value) }
  }

  /// `d.M.y` or `M/d/yy` as order and separator.
  private static func order(of pattern: String) -> (order: [Character], separator: Character)? {
    var order: [Character] = []
    for letter in pattern where "dMy".contains(letter) && order.last != letter {
      order.append(letter)
    }
    guard order.count == 3, let separator = pattern.first(where: { "./-".contains($0) }) else {
      return nil
    }
    return (order, separator)
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
