/// Works out when each piece of text of a TTML document is shown.
///
/// Times nest as in SMIL: in a `par` container (the default) children count from its begin, in a
/// `seq` from the end of the child before; nothing outlives its container (TTML 1, section 10.4).
struct TTMLTiming {
  /// Text with one interval, speaker and paragraph. `end` may be infinite.
  struct Fragment {
    var start: Double
    var end: Double
    var text: String
    var speaker: String?
    /// Paragraphs counted from 1, and the line on which this one begins.
    var paragraph: Int
    var line: Int
  }

  /// What an element takes over from those around it.
  private struct Surroundings {
    var limit = Double.infinity
    var speaker: String?
    var keepsSpace = false
    /// Text outside of a paragraph is no subtitle.
    var paragraph: (number: Int, line: Int)?
  }

  private let document: SubtitleDocument
  private let clock: TTMLClock
  private let names: [String: String]
  private var fragments: [Fragment] = []
  private var paragraphs = 0

  /// The fragments in the order of the document.
  static func fragments(
    of root: Element, _ document: SubtitleDocument
  ) throws(SubtitleError) -> [Fragment] {
    var timing = TTMLTiming(root, document)
    var surroundings = Surroundings()
    surroundings.keepsSpace = root.attributes["space"] == "preserve"
    for body in root.elements where body.name == "body" {
      _ = try timing.visit(body, from: 0, surroundings)
    }
    return timing.fragments
  }

  private init(_ root: Element, _ document: SubtitleDocument) {
    self.document = document
    clock = TTMLClock(root, document.options)
    names = Self.agents(root)
  }

  /// The names of the agents, by `xml:id`.
  private static func agents(_ element: Element) -> [String: String] {
    var names: [String: String] = [:]
    for child in element.elements where ["head", "metadata", "agent"].contains(child.name) {
      names.merge(agents(child)) { first, _ in first }
      guard child.name == "agent", let id = child.attributes["id"],
        let name = child.elements.first(where: { $0.name == "name" })
      else { continue }
      names[id] = plainText(name.text)
    }
    return names
  }

  /// Adds the element's fragments; gives the time at which it ends.
  private mutating func visit(
    _ element: Element, from reference: Double, _ outer: Surroundings
  ) throws(SubtitleError) -> Double {
    let begin = reference + (try time("begin", of: element) ?? 0)
    let end = try time("end", of: element).map { reference + $0 } ?? .infinity
    let duration = try time("dur", of: element).map { begin + $0 } ?? .infinity
    var inner = outer
    inner.limit = min(outer.limit, end, duration)
    inner.speaker = speaker(of: element) ?? outer.speaker
    if let space = element.attributes["space"] { inner.keepsSpace = space == "preserve" }
    if element.name == "p" {
      paragraphs += 1
      inner.paragraph = (paragraphs, element.line)
    }
    let first = fragments.count
    let implicit = try visitChildren(of: element, from: begin, inner)
    let isTimed = min(end, duration) < .infinity
    let resolved = isTimed ? inner.limit : min(inner.limit, max(implicit, begin))
    for index in first..<fragments.count {
      fragments[index].end = min(fragments[index].end, resolved)
    }
    if element.attributes["display"] == "none" { try reveal(element, from: begin, first) }
    return resolved
  }

  /// Hidden text is shown only while a `set` inside it says so.
  private mutating func reveal(
    _ element: Element, from begin: Double, _ first: Int
  ) throws(SubtitleError) {
    var (start, end) = (begin, begin)
    let isRevealed = { (child: Element) in
      child.name == "set" && child.attributes["display", default: "none"] != "none"
    }
    if let set = element.elements.first(where: isRevealed) {
      start += try time("begin", of: set) ?? 0
      end = min(
        try time("end", of: set).map { begin + $0 } ?? .infinity,
        try time("dur", of: set).map { start + $0 } ?? .infinity)
    }
    for index in first..<fragments.count {
      fragments[index].start = max(fragments[index].start, start)
      fragments[index].end = min(fragments[index].end, end)
    }
  }

  /// Gives the time at which the last child ends.
  private mutating func visitChildren(
    of element: Element, from begin: Double, _ inner: Surroundings
  ) throws(SubtitleError) -> Double {
    let isSequence = element.attributes["timeContainer"] == "seq"
    var (cursor, latest) = (begin, begin)
    for child in element.children {
      switch child {
      case .text(let text):
        let text = inner.keepsSpace ? text : String(text.map { $0.isNewline ? " " : $0 })
        // Bare text lasts as long as its container, but no time at all in a sequence.
        add(text, from: cursor, to: isSequence ? cursor : inner.limit, inner)
        let isShown = inner.paragraph != nil && !isSequence && !plainText(text).isEmpty
        if isShown { latest = .infinity }
      case .element(let child) where child.name == "br":
        add("\n", from: cursor, to: inner.limit, inner)
      case .element(let child) where isSpoken(child):
        let end = try visit(child, from: cursor, inner)
        latest = isSequence ? end : max(latest, end)
        if isSequence { cursor = end }
      case .element: break
      }
    }
    return latest
  }

  private mutating func add(
    _ text: String, from start: Double, to end: Double, _ inner: Surroundings
  ) {
    guard let (number, line) = inner.paragraph else { return }
    fragments.append(
      Fragment(
        start: start, end: end, text: text, speaker: inner.speaker,
        paragraph: number, line: line))
  }

  /// Metadata and animation are not content; the small print of ruby would be said twice.
  private func isSpoken(_ element: Element) -> Bool {
    let isRubyText = ["text", "textContainer", "delimiter"].contains(element.attributes["ruby"])
    return ["div", "p", "span"].contains(element.name) && !isRubyText
  }

  private func speaker(of element: Element) -> String? {
    element.attributes["agent"].flatMap { $0.split(separator: " ").first }
      .flatMap { names[String($0)] }
  }

  private func time(_ name: String, of element: Element) throws(SubtitleError) -> Double? {
    guard let text = element.attributes[name] else { return nil }
    if text == "indefinite" { return .infinity }
    guard let seconds = clock.seconds(text) else {
      throw document.refusal(
        element.line, "\(name)=\"\(text.prefix(40))\" is not a TTML time",
        "Write it as 00:01:02.500, 00:01:02:12 or 62.5s.")
    }
    return seconds
  }
}
