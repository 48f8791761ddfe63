import Dubbing

/// XML Localization Interchange File Format 1.2 and 2, as translation tools export it.
///
/// Each unit is a text; its time is that of the cue it translates, or in its id, name or notes.
/// Source: OASIS XLIFF 1.2 (2008), ISO 21720:2017 (2.0) and 2.1.
enum XLIFF: SubtitleFormat {
  static let name = "XLIFF"
  static let extensions = ["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff", "txlf"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    let head = document.lines.prefix(50).map { $0.prefix(4096) }.joined(separator: "\n")
    guard plainText(head.prefix(200)).hasPrefix("<") else { return false }
    return head.contains("<xliff") || head.contains(":xliff ")
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    let root = try XMLReader.root(of: document)
    guard root.name == "xliff" else {
      throw document.refusal(
        root.line, "is XML but not XLIFF: its root is <\(root.name.prefix(40))>, not <xliff>",
        "Export the translation as XLIFF, CSV or subtitles.")
    }
    try refuseOtherLanguage(root, document)
    var units: [TranslationUnit] = []
    for file in root.elements where file.name == "file" {
      try refuseOtherLanguage(file, document)
      collect(file, isTranslated: file.attributes["translate"] != "no", into: &units)
    }
    return try script(of: units, document)
  }

  /// `target-language` of a file in 1.2, `trgLang` of the document in 2.
  private static func refuseOtherLanguage(
    _ element: Element, _ document: SubtitleDocument
  ) throws(SubtitleError) {
    let named = element.attributes["target-language"] ?? element.attributes["trgLang"]
    guard let named, let wanted = document.options.language,
      Language(named).primary != Language(wanted).primary
    else { return }
    throw document.refusal(
      element.line, "is a translation into `\(named.prefix(40))`, not into `\(wanted)`",
      "Give the export of the right language.")
  }

  private static func collect(
    _ element: Element, isTranslated: Bool, into units: inout [TranslationUnit]
  ) {
    for child in element.elements {
      let isTranslated = (child.attributes["translate"].map { $0 != "no" }) ?? isTranslated
      switch child.name {
      case "trans-unit": units.append(unit(child, [child], isTranslated))
      case "unit":
        let parts = child.elements.filter { ["segment", "ignorable"].contains($0.name) }
        units.append(unit(child, parts, isTranslated))
      case "body", "group": collect(child, isTranslated: isTranslated, into: &units)
      default: break
      }
    }
  }

  /// - Parameter parts: what holds sources and targets: the unit in 1.2, its segments in 2.
  private static func unit(_ unit: Element, _ parts: [Element], _ isTranslated: Bool)
    -> TranslationUnit
  {
    func text(_ name: String) -> String {
      XLIFFText.plain(parts.flatMap { $0.elements.filter { $0.name == name } })
    }
    // What is between the segments of a unit may have no target: it is the same in both languages.
    let targets = parts.flatMap { part -> [Element] in
      let found = part.elements.filter { $0.name == "target" }
      return found.isEmpty && part.name == "ignorable"
        ? part.elements.filter { $0.name == "source" } : found
    }
    let source = text("source")
    let target = XLIFFText.plain(targets)
    let states = (parts + targets).compactMap { $0.attributes["state"] }
    let notes = ([unit] + unit.elements.filter { $0.name == "notes" })
      .flatMap { $0.elements.filter { $0.name == "note" || $0.name == "context-group" } }
      .flatMap { [$0.text] + $0.elements.map(\.text) }
    let names = ["resname", "name", "id"].compactMap { unit.attributes[$0] }
    return TranslationUnit(
      id: unit.attributes["id"] ?? "", source: source,
      target: target.isEmpty && !isTranslated ? source : target,
      unfinished: states.first(where: isUnfinished),
      time: (names + notes).first { $0.contains("-->") }, line: unit.line)
  }

  /// The states of 1.2 that ask for more work, and the first one of 2.
  private static func isUnfinished(_ state: String) -> Bool {
    state == "new" || state == "initial" || state.hasPrefix("needs-")
  }
}
