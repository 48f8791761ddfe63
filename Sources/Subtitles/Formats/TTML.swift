import Dubbing

/// Timed Text Markup Language and its subtitle profile IMSC.
///
/// Each paragraph gives a cue, or one for each interval where its spans have times of their own.
enum TTML: SubtitleFormat {
  static let name = "TTML"
  static let extensions = ["ttml", "dfxp", "xml", "itt"]

  static func recognises(_ document: SubtitleDocument) -> Bool {
    let head = document.lines.prefix(50).map { $0.prefix(4096) }.joined(separator: "\n")
    guard plainText(head.prefix(200)).hasPrefix("<") else { return false }
    return ["<tt ", "<tt>", "<tt\n", ":tt ", ":tt>", ":tt\n"].contains { head.contains($0) }
  }

  static func read(_ document: SubtitleDocument) throws(SubtitleError) -> Script {
    let root = try XMLReader.root(of: document)
    guard root.name == "tt" else {
      throw document.refusal(
        root.line, "is XML but not TTML: its root is <\(root.name.prefix(40))>, not <tt>",
        "Export the subtitles as TTML or SubRip.")
    }
    var script = Script()
    let fragments = try TTMLTiming.fragments(of: root, document)
    let groups = grouped(fragments)
    let starts = groups.map(\.start).sorted()
    for group in groups where !plainText(group.text).isEmpty {
      guard group.start < group.end, group.start < 1e8 else {
        script.note(group.line, "This text is never shown and is left out.")
        continue
      }
      add(group, starts, &script)
    }
    return script
  }

  /// Fragments of one paragraph that share interval and speaker, joined in their order.
  private static func grouped(_ fragments: [TTMLTiming.Fragment]) -> [TTMLTiming.Fragment] {
    var groups: [TTMLTiming.Fragment] = []
    var first = 0
    for fragment in fragments {
      if groups.last?.paragraph != fragment.paragraph { first = groups.count }
      // Only the last few are looked through, so that a paragraph of many intervals stays linear.
      let window = groups.indices.dropFirst(max(first, groups.count - 16))
      let match = window.first {
        groups[$0].start == fragment.start && groups[$0].end == fragment.end
          && groups[$0].speaker == fragment.speaker
      }
      if let match {
        groups[match].text += fragment.text
      } else {
        groups.append(fragment)
      }
    }
    return groups
  }

  /// Text without an end is shown until the next text begins, or for five seconds.
  private static func add(
    _ group: TTMLTiming.Fragment, _ starts: [Double], _ script: inout Script
  ) {
    var end = group.end
    if end > 1e8 {
      end = next(after: group.start, in: starts).map { min($0, 1e8) } ?? group.start + 5
      script.note(group.line, "This text has no end; it is taken to end when the next begins.")
    }
    script.add(
      Cue(
        start: Time(seconds: group.start), end: Time(seconds: end),
        text: plainText(group.text), speaker: group.speaker),
      line: group.line)
  }

  /// Binary search, for a document in which no text has an end.
  private static func next(after start: Double, in starts: [Double]) -> Double? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] > start { high = middle } else { low = middle + 1 }
    }
    return low < starts.count ? starts[low] : nil
  }
}
