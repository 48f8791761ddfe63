/// Timed Text Markup Language and its subtitle profile IMSC.
enum TTML: SubtitleFormat {
  static let name = "TTML"
  static let extensions = ["ttml", "dfxp", "xml", "itt"]
  static func recognises(_ document: SubtitleDocument) -> Bool { false }
  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    throw document.refusal(nil, "TTML is not read yet", "Export it as SubRip.")
  }
}
