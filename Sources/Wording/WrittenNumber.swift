import Dubbing

/// A number as a text has it, by the habits of its language: `1.000.000`, `3,5`, `-5`.
struct WrittenNumber {
  /// Whether a sign for “minus” stands before it.
  var isNegative = false
  /// `1000000.5`: plain digits and a point.
  var plain: String
  /// Digits after the point.
  var decimals: Int
  /// Whether thousands are parted.
  var isGrouped: Bool
  var end: String.Index

  /// The number that begins at an index; nil where there is none, or one that may mean something else, such as the
  /// `3.5` of a language that writes `3,5`.
  init?(in text: String, at start: String.Index, signs: LanguageSigns) {
    var index = start
    let before = text.character(before: start)
    guard before.map({ !$0.isPartOfWord && !".,:/".contains($0) }) ?? true else { return nil }
    if "-−–".contains(text[index]) {
      guard before.map({ $0.isWhitespace || "($€£¥".contains($0) }) ?? true else { return nil }
      isNegative = true
      index = text.index(after: index)
    }
    let whole = Self.digits(in: text, from: &index)
    guard !whole.isEmpty, whole.count <= 15 else { return nil }
    plain = whole
    isGrouped = false
    while whole.count <= 3, let group = Self.group(in: text, after: index, signs: signs) {
      plain += group.digits
      index = group.end
      isGrouped = true
    }
    decimals = 0
    if text.character(at: index) == signs.decimal {
      var next = text.index(after: index)
      let fraction = Self.digits(in: text, from: &next)
      if !fraction.isEmpty {
        plain += ".\(fraction)"
        decimals = fraction.count
        index = next
      }
    }
    end = index
    guard plain.count <= 18, !Self.goesOn(text, at: index) else { return nil }
  }

  /// The plain number with its sign.
  var signed: String { (isNegative ? "-" : "") + plain }

  /// As the voice is given it in figures, by the language's own point.
  func figures(_ signs: LanguageSigns) -> String {
    (isNegative ? signs.minus : "") + plain.replacing(".", with: String(signs.decimal))
  }

  private static func digits(in text: String, from index: inout String.Index) -> String {
    var digits = ""
    while let digit = text.character(at: index), ("0"..."9").contains(digit) {
      digits.append(digit)
      index = text.index(after: index)
    }
    return digits
  }

  /// Exactly three more digits after a sign between thousands.
  private static func group(in text: String, after index: String.Index, signs: LanguageSigns)
    -> (digits: String, end: String.Index)?
  {
    guard let sign = text.character(at: index), signs.grouping.contains(sign) else { return nil }
    var next = text.index(after: index)
    let digits = digits(in: text, from: &next)
    return digits.count == 3 ? (digits, next) : nil
  }

  /// Whether what follows makes another thing of it: a time, a fraction, a version, a range.
  private static func goesOn(_ text: String, at index: String.Index) -> Bool {
    guard let sign = text.character(at: index), ".,:/-–".contains(sign),
      let next = text.character(at: text.index(after: index))
    else { return false }
    return next.isNumber
  }
}
