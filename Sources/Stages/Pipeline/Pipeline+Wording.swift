import Dubbing
import Foundation
import Yams

extension Section {
  /// What shapes the words of a language, and the file its lexicon is in.
  func wording(path: (String) -> String) throws(PipelineError) -> (WordingRules, String?) {
    var rules = WordingRules()
    rules.spellOut = try choice("spell_out", SpellOut.self) ?? .auto
    if value("direction")?.mapping == nil {
      rules.direction = try text("direction")
    } else if let section = try section("direction") {
      for speaker in section.keys {
        let words = try section.requiredText(speaker)
        if speaker == "default" {
          rules.direction = words
        } else {
          rules.directions[speaker] = words
        }
      }
    }
    if let section = try section("lines") {
      for label in section.keys { rules.lines[label] = try section.note(label) }
    }
    guard let node = value("lexicon"), !node.isNull else { return (rules, nil) }
    guard node.scalar != nil else {
      rules.lexicon = try Self.lexicon(node, file: file)
      return (rules, nil)
    }
    let file = path(try requiredText("lexicon"))
    rules.lexicon = try lexicon(in: file)
    return (rules, file)
  }

  /// `{ say: "…", direction: "…", pace: 110 }`.
  private func note(_ label: String) throws(PipelineError) -> LineNote {
    let form = /[0-9]+(\.[0-9]+)?(-[0-9]+)?/
    guard label.wholeMatch(of: form) != nil, let section = try section(label) else {
      throw fault(
        "`\(label)` must be a cue such as `17` or a sentence such as `17-19`, with its `say`, "
          + "`direction` or `pace`.", at: value(label))
    }
    try section.allow(Pipeline.lineKeys)
    return LineNote(
      say: try section.text("say"), direction: try section.text("direction"),
      pace: try section.integer("pace", in: 50...200))
  }

  /// A lexicon of its own file, whose place errors name.
  private func lexicon(in path: String) throws(PipelineError) -> Lexicon {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw fault(
        "The lexicon cannot be read: \(path). Check the path and its permissions.",
        at: value("lexicon"))
    }
    guard bytes.count <= 1 << 20, let text = String(data: bytes, encoding: .utf8) else {
      throw PipelineError("is not a lexicon: it must be UTF-8 text up to 1 MiB.", file: path)
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return Lexicon() }
    let node = try Pipeline.compose(text, file: path)
    return try Self.lexicon(node, file: path)
  }

  /// `word: spoken` lines, or a list of entries with more to say.
  private static func lexicon(_ node: Node, file: String) throws(PipelineError) -> Lexicon {
    var entries: [Lexicon.Entry] = []
    var seen: Set<Lexicon.Entry> = []
    func add(_ entry: Lexicon.Entry, at node: Node) throws(PipelineError) {
      guard entry.written.contains(where: { !$0.isWhitespace }) else {
        throw PipelineError(
          "A lexicon entry needs a written form.", file: file, line: node.mark?.line,
          column: node.mark?.column)
      }
      var form = entry
      form.spoken = ""
      guard seen.insert(form).inserted else {
        throw PipelineError(
          "`\(entry.written)` is in the lexicon twice; keep one.", file: file,
          line: node.mark?.line, column: node.mark?.column)
      }
      entries.append(entry)
    }
    if let list = node.sequence {
      for node in list {
        let section = try Section(node, name: "lexicon", file: file)
        try add(try section.entry(), at: node)
      }
      return Lexicon(entries)
    }
    let section = try Section(node, name: "lexicon", file: file)
    for written in section.keys {
      let entry = Lexicon.Entry(written: written, spoken: try section.requiredText(written))
      try add(entry, at: section.value(written) ?? node)
    }
    return Lexicon(entries)
  }

  private func entry() throws(PipelineError) -> Lexicon.Entry {
    try allow(Pipeline.lexiconKeys)
    return Lexicon.Entry(
      written: try requiredText("written"), spoken: try requiredText("spoken"),
      letterCase: try choice("case", Lexicon.LetterCase.self), speaker: try text("speaker"))
  }
}
