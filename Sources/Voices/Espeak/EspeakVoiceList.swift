/// One row of `espeak-ng --voices`.
struct EspeakVoiceRow: Hashable {
  /// `es-419`.
  let language: String
  /// `male` or `female`.
  let gender: String?
  /// `Spanish (Latin America)`.
  let title: String
  /// The last part of the voice's file, which also names it: `fr` for the row `fr-fr`.
  let file: String
  /// Further languages it serves, most wanted first: `es-mx`, `es`.
  let others: [String]

  /// A row such as ` 5  es-419  --/M  Spanish_(Latin_America) roa/es-419  (es-mx 6)(es 6)`.
  ///
  /// Nothing when the line is a heading or not of this shape. A file name may hold spaces.
  init?(_ line: Substring) {
    let columns = line.split(separator: " ", maxSplits: 4)
    guard columns.count == 5, Int(columns[0]) != nil else { return nil }
    let tail = columns[4].split(separator: "(").map { $0.filter { $0 != ")" } }
    guard let path = tail.first else { return nil }
    let trimmed = path.split(separator: " ").joined(separator: " ")
    language = columns[1].lowercased()
    gender = ["M": "male", "F": "female"][columns[2].suffix(1)]
    title = columns[3].split(separator: "_").joined(separator: " ")
    file = String(trimmed.split(separator: "/").last ?? "")
    others = tail.dropFirst().compactMap { $0.split(separator: " ").first.map { String($0) } }
  }

  static func rows(of output: [UInt8]) -> [EspeakVoiceRow] {
    String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { Self($0) }
  }
}
