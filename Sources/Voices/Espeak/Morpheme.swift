/// One morpheme of Japanese as MeCab's IPA dictionary describes it.
struct Morpheme {
  /// A particle, an auxiliary or a suffix: said in one breath with what stands before it.
  let isEnding: Bool
  /// A figure or a numeral.
  let isNumber: Bool
  /// Without a letter or a figure.
  let isSign: Bool
  /// Kanji the dictionary has no pronunciation for.
  let isUnread: Bool
  /// The pronunciation, or the word as written where the dictionary has none.
  var said: String

  /// A row `written, part of speech, its kind, pronunciation`, parted by tabs, the last may be empty.
  init?(_ row: Substring) {
    let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
    guard columns.count == 4 else { return nil }
    let isKnown = !columns[3].isEmpty && columns[3] != "*"
    isEnding =
      ["助詞", "助動詞"].contains(columns[1]) || ["接尾", "非自立"].contains(columns[2])
    isNumber = columns[2] == "数"
    isSign = !columns[0].contains { $0.isLetter || $0.isNumber }
    isUnread = !isKnown && columns[0].unicodeScalars.contains { $0.properties.isIdeographic }
    said = String(isKnown ? columns[3] : columns[0])
  }
}
