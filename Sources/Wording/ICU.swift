import _FoundationICU

/// The words of one language, from the ICU and CLDR inside Foundation: the same on every machine.
///
/// Foundation's own `MeasurementFormatter` is not there on Linux and its spell-out knows no ordinals, hence the C
/// functions below it; the `swift_` is how Foundation's copy is told from one of the system.
struct ICU: Sendable {
  let locale: String

  /// The version of ICU, for keys: another one may say things otherwise.
  static var version: String {
    var numbers = [UInt8](repeating: 0, count: Int(U_MAX_VERSION_LENGTH))
    swift_u_getVersion(&numbers)
    return numbers.prefix(2).map(String.init).joined(separator: ".")
  }

  /// A number by a skeleton such as `unit/kilometer unit-width-full-name`; nil where ICU knows none.
  func format(_ number: String, _ skeleton: String) -> String? {
    var status = U_ZERO_ERROR
    let wanted = Array(skeleton.utf16)
    guard
      let formatter = swift_unumf_openForSkeletonAndLocale(
        wanted, Int32(wanted.count), locale, &status)
    else { return nil }
    defer { swift_unumf_close(formatter) }
    guard let result = swift_unumf_openResult(&status) else { return nil }
    defer { swift_unumf_closeResult(result) }
    swift_unumf_formatDecimal(formatter, number, Int32(number.utf8.count), result, &status)
    guard status.rawValue <= 0 else { return nil }
    return text { swift_unumf_resultToString(result, $0, $1, $2) }
  }

  /// A number in words by a rule set such as `%spellout-ordinal`, or the language's usual one.
  func spell(_ number: String, by rules: String? = nil) -> String? {
    var status = U_ZERO_ERROR
    guard let formatter = swift_unum_open(UNUM_SPELLOUT, nil, 0, locale, nil, &status) else {
      return nil
    }
    defer { swift_unum_close(formatter) }
    if let rules {
      let name = Array(rules.utf16)
      swift_unum_setTextAttribute(
        formatter, UNUM_DEFAULT_RULESET, name, Int32(name.count), &status)
    }
    guard status.rawValue <= 0 else { return nil }
    let spelled = text {
      swift_unum_formatDecimal(
        formatter, number, Int32(number.utf8.count), $0, $1, nil, $2)
    }
    // German and Italian words have soft hyphens inside.
    return spelled?.replacing("\u{AD}", with: "")
  }

  /// A day with the name of its month: `21 de marzo de 2024`.
  func longDate(year: Int, month: Int, day: Int) -> String? {
    var status = U_ZERO_ERROR
    guard let generator = swift_udatpg_open(locale, &status) else { return nil }
    defer { swift_udatpg_close(generator) }
    let skeleton = Array("yMMMMd".utf16)
    guard
      let pattern = text({
        swift_udatpg_getBestPattern(generator, skeleton, Int32(skeleton.count), $0, $1, $2)
      })
    else { return nil }
    return date(pattern, year: year, month: month, day: day)
  }

  /// A day by a pattern of ICU such as `LLLL`.
  func date(_ pattern: String, year: Int, month: Int, day: Int) -> String? {
    var status = U_ZERO_ERROR
    let zone = Array("UTC".utf16)
    let form = Array(pattern.utf16)
    guard
      let formatter = swift_udat_open(
        UDAT_PATTERN, UDAT_PATTERN, locale, zone, Int32(zone.count), form, Int32(form.count),
        &status)
    else { return nil }
    defer { swift_udat_close(formatter) }
    let instant = Double(days(toYear: year, month: month, day: day)) * 86_400_000
    return text { swift_udat_format(formatter, instant, $0, $1, nil, $2) }
  }

  /// Numeric dates as the language writes them: `d.M.y`.
  var shortDatePattern: String? {
    var status = U_ZERO_ERROR
    guard
      let formatter = swift_udat_open(
        UDAT_NONE, UDAT_SHORT, locale, nil, 0, nil, 0, &status)
    else { return nil }
    defer { swift_udat_close(formatter) }
    return text { swift_udat_toPattern(formatter, 0, $0, $1, $2) }
  }

  /// The sign before a fraction, or between thousands.
  func symbol(_ symbol: UNumberFormatSymbol) -> String? {
    var status = U_ZERO_ERROR
    guard let formatter = swift_unum_open(UNUM_DECIMAL, nil, 0, locale, nil, &status) else {
      return nil
    }
    defer { swift_unum_close(formatter) }
    return text { swift_unum_getSymbol(formatter, symbol, $0, $1, $2) }
  }

  /// Two words joined by “and”.
  func joined(_ first: String, _ second: String) -> String? {
    var status = U_ZERO_ERROR
    guard let formatter = swift_ulistfmt_open(locale, &status) else { return nil }
    defer { swift_ulistfmt_close(formatter) }
    let texts = [Array(first.utf16), Array(second.utf16)]
    return texts[0].withUnsafeBufferPointer { a in
      texts[1].withUnsafeBufferPointer { b in
        let strings = [a.baseAddress, b.baseAddress]
        let lengths = [Int32(a.count), Int32(b.count)]
        return text { swift_ulistfmt_format(formatter, strings, lengths, 2, $0, $1, $2) }
      }
    }
  }

  /// What a function of ICU writes, up to 1,000 units of UTF-16.
  private func text(
    _ write: (UnsafeMutablePointer<UInt16>?, Int32, UnsafeMutablePointer<UErrorCode>) -> Int32
  ) -> String? {
    var status = U_ZERO_ERROR
    var units = [UInt16](repeating: 0, count: 1000)
    let length = units.withUnsafeMutableBufferPointer {
      write($0.baseAddress, Int32($0.count), &status)
    }
    guard status.rawValue <= 0, (1...1000).contains(length) else { return nil }
    let text = String(decoding: units.prefix(Int(length)), as: UTF16.self)
    return String(text.map { $0.isWhitespace ? " " : $0 })
  }
}

/// Days since 1 January 1970, by the Gregorian calendar.
///
/// Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”, `days_from_civil`, for years from 1.
private func days(toYear year: Int, month: Int, day: Int) -> Int {
  let year = month <= 2 ? year - 1 : year
  let century = year / 400
  let ofCentury = year - century * 400
  let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return century * 146_097 + ofCentury * 365 + ofCentury / 4 - ofCentury / 100 + ofYear - 719_468
}
