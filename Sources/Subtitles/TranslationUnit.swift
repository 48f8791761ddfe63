/// One text of a translation tool's export: what was written, and what it became.
struct TranslationUnit: Hashable {
  /// What the tool calls it; the number of its cue in many exports.
  var id: String
  /// Plain text; empty where the export leaves it out.
  var source: String
  var target: String
  /// How far the translation is, where the tool says it is not finished.
  var unfinished: String?
  /// Where the unit says its time is, as it is written there.
  var time: String?
  /// Line of the file, from 1.
  var line: Int
}

extension TranslationUnit {
  /// Start and end from a text that holds them as subtitles do, `00:00:01,000 --> 00:00:02,000` somewhere in it.
  func times() -> (start: Timestamp, end: Timestamp)? {
    guard let time, let arrow = time.firstRange(of: "-->") else { return nil }
    let before = time[..<arrow.lowerBound].split(whereSeparator: \.isWhitespace).last
    let after = time[arrow.upperBound...].split(whereSeparator: \.isWhitespace).first
    guard let before, let after, let start = Timestamp(whole: before),
      let end = Timestamp(whole: after)
    else { return nil }
    return (start, end)
  }
}

/// Whether two texts are the same but for space and markup.
func comparable(_ text: String) -> String {
  plainText(text.replacing("\n", with: " ")).lowercased()
}
