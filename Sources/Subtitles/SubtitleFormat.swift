/// A way of writing subtitles down as text.
///
/// To add one:
/// 1. one file in `Formats/` holding one type that conforms to this protocol;
/// 2. one line in `subtitleFormats`, the surest signature first;
/// 3. one test file: literal documents in, cues out;
/// 4. markup is removed by the format itself, so that `Cue.text` is only what is said.
public protocol SubtitleFormat: Sendable {
  /// The name people know it by, for instance `SubRip`.
  static var name: String { get }
  /// File name endings, lower case, without the dot.
  static var extensions: [String] { get }
  /// Whether the document shows the signature of this format.
  static func recognises(_ document: SubtitleDocument) -> Bool
  /// The cues in the order of the file, each with its line, and what was odd.
  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script
}

/// Every format, in the order in which their signatures are looked for.
public let subtitleFormats: [any SubtitleFormat.Type] = [
  VTT.self, TTML.self, XLIFF.self, ASS.self, SRT.self, SBV.self, TranslationTable.self, CSV.self,
]
