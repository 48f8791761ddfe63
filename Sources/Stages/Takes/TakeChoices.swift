public import Dubbing
import Foundation
import Yams

/// The takes people chose for a pipeline: a small file beside it, `NAME.takes.yaml`, made to be reviewed and compared.
public struct TakeChoices: Sendable {
  /// By language.
  public var languages: [String: [TakeChoice]] = [:]
  public let path: String
  private var comments: TakeComments

  /// The choices for a pipeline; none where there is no such file.
  public init(for pipeline: String) throws(PipelineError) {
    let url = URL(fileURLWithPath: pipeline)
    path = url.deletingPathExtension().path + ".takes.yaml"
    let header = [
      "# The takes people chose for \(url.lastPathComponent): written by polydub retake, pick, lock and replace, and yours to edit.",
      "# A line is found by its words; `take` is a number, `lock` the key of a take (`spoken` its words), `file` a recording.",
    ]
    comments = TakeComments(header: header)
    guard let bytes = FileManager.default.contents(atPath: path) else { return }
    guard bytes.count <= 1 << 24, let text = String(data: bytes, encoding: .utf8) else {
      throw PipelineError("is no file of takes: it must be UTF-8 text up to 16 MiB.", file: path)
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    comments = TakeComments(of: text, header: header)
    try read(text)
  }

  /// The folder of recordings that replace lines.
  public var folder: String { String(path.dropLast(".yaml".count)) }

  /// What is chosen for a line.
  public func choice(for segment: Segment, occurrence: Int, in language: String) -> TakeChoice? {
    languages[language]?.first { $0.text == segment.text && $0.occurrence == occurrence }
  }

  /// Puts a choice in place of others for its line, `nil` none.
  public mutating func set(_ choice: TakeChoice?, insteadOf old: TakeChoice?, in language: String) {
    var list = languages[language] ?? []
    list.removeAll { $0 == old }
    if let choice { list.append(choice) }
    if let old { comments.move(from: old, to: choice, of: language) }
    if list.isEmpty { comments.remove(language) }
    languages[language] = list
  }

  /// Writes the file, or removes it where nothing is chosen any more and nobody wrote a comment that stays.
  public func save() throws {
    let chosen = languages.filter { !$0.value.isEmpty }
    guard !chosen.isEmpty || comments.isForeign else {
      unlink(path)
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError("\(path): cannot be written. Check its folder, and run again.")
    }
  }

  /// The file, the languages and their lines in order.
  var text: String {
    var lines = comments.header
    for (language, list) in languages.sorted(by: { $0.key < $1.key }) where !list.isEmpty {
      let place = TakeComments.Place(language: language)
      lines += comments.above(place) + ["\(Self.quoted(language)):\(comments.behind(place))"]
      for choice in list.sorted(by: { ($0.at, $0.line) < ($1.at, $1.line) }) {
        let place = TakeComments.Place(language: language, choice: choice)
        lines += comments.above(place) + ["  - \(Self.line(choice))\(comments.behind(place))"]
      }
    }
    return (lines + comments.footer).map { $0 + "\n" }.joined()
  }

  private static func line(_ choice: TakeChoice) -> String {
    let milliseconds = Int(choice.at.milliseconds.rounded())
    let seconds = "\(milliseconds / 1000)." + String("\(1000 + milliseconds % 1000)".dropFirst())
    let decision = [choice.decision, choice.before].compactMap { $0.map(words) }
      .joined(separator: ", ")
    let which = choice.occurrence == 1 ? "" : ", occurrence: \(choice.occurrence)"
    let spoken = choice.spoken.map { ", spoken: \(quoted($0))" } ?? ""
    return "{ line: \(quoted(choice.line)), at: \(seconds), \(decision)\(which), "
      + "text: \(quoted(choice.text))\(spoken) }"
  }

  private static func words(_ decision: TakeChoice.Decision) -> String {
    switch decision {
    case .pick(let number): "take: \(number)"
    case .lock(let key): "lock: \(quoted(key))"
    case .recording(let file): "file: \(quoted(file))"
    }
  }

  /// A JSON string is a YAML string, but for what YAML takes for a line break or a byte order mark.
  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let bytes = (try? encoder.encode(text)) ?? Data("\"\"".utf8)
    let breaks: Set<Unicode.Scalar> = ["\u{7F}", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"]
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      breaks.contains(scalar) ? "\\u" + String(format: "%04X", scalar.value) : String(scalar)
    }.joined()
  }

  private mutating func read(_ text: String) throws(PipelineError) {
    defer { comments.end() }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    guard lines.contains(where: { !$0.isEmpty && !$0.hasPrefix("#") }) else { return }
    let root = try Section(Pipeline.compose(text, file: path), name: "takes", file: path)
    for (index, language) in root.keys.enumerated() {
      let key = root.node.mapping.map { Array($0.keys)[index] }
      comments.note(.init(language: language), line: key?.mark?.line)
      guard let list = root.value(language)?.sequence else {
        throw root.fault("`\(language)` must be a list of lines.", at: root.value(language))
      }
      for node in list {
        let choice = try Self.choice(Section(node, name: language, file: path))
        languages[language, default: []].append(choice)
        comments.note(.init(language: language, choice: choice), line: node.mark?.line)
      }
    }
  }

  private static func choice(_ section: Section) throws(PipelineError) -> TakeChoice {
    try section.allow(["line", "at", "take", "lock", "file", "occurrence", "text", "spoken"])
    var decisions: [TakeChoice.Decision] = []
    var lock: TakeChoice.Decision?
    if let number = try section.integer("take", in: 1...999) { decisions.append(.pick(number)) }
    if let key = try section.text("lock") {
      guard key.wholeMatch(of: /[0-9a-f]{64}/) != nil else {
        throw section.fault("`lock` must be the key of a take.", at: section.value("lock"))
      }
      lock = .lock(key)
    }
    if let file = try section.text("file") { decisions.append(.recording(file)) }
    guard decisions.count <= 1, let decision = lock ?? decisions.first else {
      throw section.fault(
        "A line needs one of `take`, `lock` and `file`, or `lock` and what was chosen before.")
    }
    let seconds = section.value("at")?.scalar.flatMap { Double($0.string) } ?? 0
    guard (0...360_000).contains(seconds) else {
      throw section.fault("`at` must be seconds.", at: section.value("at"))
    }
    let slot = Slot(start: Time(seconds: seconds), end: Time(seconds: seconds))
    var choice = TakeChoice(
      decision, for: Segment(cue: 1, slot: slot, text: try section.requiredText("text")),
      occurrence: try section.integer("occurrence", in: 1...100_000) ?? 1)
    choice.line = try section.requiredText("line")
    choice.before = lock == nil ? nil : decisions.first
    choice.spoken = lock == nil ? nil : try section.text("spoken")
    return choice
  }
}
