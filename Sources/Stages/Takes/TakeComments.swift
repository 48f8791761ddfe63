import Dubbing

/// What people wrote beside the choices of takes: it stays when the file is written anew.
struct TakeComments: Sendable {
  /// A language, or a choice in it.
  struct Place: Hashable {
    var language: String
    var choice: TakeChoice?
  }

  /// What is written beside a place.
  private struct Note {
    /// Lines above it that belong to nothing, and go with nothing.
    var loose: [String] = []
    /// Comments directly above it.
    var above: [String] = []
    /// Behind it, in its own line.
    var behind: String?
  }

  /// Above everything.
  private(set) var header: [String]
  /// Below everything.
  private(set) var footer: [String] = []
  /// What polydub itself writes above everything.
  private let usual: [String]
  private var lines: [String] = []
  private var notes: [Place: Note] = [:]
  /// The places in the order of the file.
  private var order: [Place] = []
  /// How many lines are read.
  private var read = 0

  init(header: [String]) { (self.header, usual) = (header, header) }

  init(of text: String, header usual: [String]) {
    // As YAML counts lines, whatever ends them.
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    (header, self.usual) = ([], usual)
  }

  /// Takes what is written beside the next place of the file.
  ///
  /// - Parameter line: its own, counted from 1.
  mutating func note(_ place: Place, line: Int?) {
    guard let line, line > read, line <= lines.count else { return }
    let between = between(upTo: line - 1)
    let start = between.lastIndex { !$0.isComment }.map { $0 + 1 } ?? 0
    var note = Note(
      loose: Array(between[..<start]), above: Array(between[start...]),
      behind: lines[line - 1].commentBehind)
    if order.isEmpty {
      // Where no blank line parts them, all above the first language is the file's own.
      if !note.loose.contains(where: \.isComment) { (note.loose, note.above) = (between, []) }
      (header, note.loose) = (note.loose, [])
    }
    notes[place] = note
    order.append(place)
    read = line
  }

  /// Takes what is left below the last place.
  mutating func end() {
    let rest = between(upTo: lines.count)
    let last = rest.lastIndex(where: \.isComment).map { $0 + 1 } ?? 0
    if order.isEmpty { header = Array(rest[..<last]) } else { footer = Array(rest[..<last]) }
  }

  /// The blank lines and comments below what the last place is written with; those among that become its own.
  private mutating func between(upTo end: Int) -> [String] {
    let part = Array(lines[read..<end])
    let rest = part.lastIndex { !$0.isBlank && !$0.isComment }.map { $0 + 1 } ?? 0
    let inner = part[..<rest].compactMap { $0.isComment ? $0 : $0.commentBehind }
    guard let last = order.last else { return inner + part[rest...] }
    notes[last]?.above += inner
    return Array(part[rest...])
  }

  /// A choice takes the place of another, and its comments with it.
  mutating func move(from old: TakeChoice, to new: TakeChoice?, of language: String) {
    let place = Place(language: language, choice: old)
    guard old != new, let index = order.firstIndex(of: place),
      let note = notes.removeValue(forKey: place)
    else { return }
    if let new {
      order[index] = Place(language: language, choice: new)
      notes[order[index]] = note
    } else {
      order.remove(at: index)
      leave(note.loose, at: index)
    }
  }

  /// A language has no choices any more; what was written beside it stays.
  mutating func remove(_ language: String) {
    let place = Place(language: language)
    guard let index = order.firstIndex(of: place), let note = notes.removeValue(forKey: place)
    else { return }
    order.remove(at: index)
    leave(note.loose + note.above + (note.behind.map { [$0] } ?? []), at: index)
  }

  /// Puts lines above the place that is at an index now, or below everything.
  private mutating func leave(_ lines: [String], at index: Int) {
    if index < order.count {
      notes[order[index], default: Note()].loose.insert(contentsOf: lines, at: 0)
    } else {
      footer = lines + footer
    }
  }

  /// Whether people wrote anything.
  var isForeign: Bool {
    let kept = notes.values.flatMap { $0.loose + $0.above + ($0.behind.map { [$0] } ?? []) }
    return (header + footer + kept).contains { $0.isComment && !usual.contains($0) }
  }

  func above(_ place: Place) -> [String] {
    notes[place].map { $0.loose + $0.above } ?? []
  }

  func behind(_ place: Place) -> String { (notes[place]?.behind).map { " " + $0 } ?? "" }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
  fileprivate var isComment: Bool { drop(while: \.isWhitespace).hasPrefix("#") }

  /// The comment behind what a line says.
  fileprivate var commentBehind: String? {
    var quote: Character?
    var last: Character = " "
    for index in indices {
      let character = self[index]
      defer { last = last == "\\" && character == "\\" ? " " : character }
      if let open = quote {
        if character == open, open == "'" || last != "\\" { quote = nil }
      } else if "\"'".contains(character), " {[,:".contains(last) || character == last {
        quote = character
      } else if character == "#", last.isWhitespace {
        return String(self[index...])
      }
    }
    return nil
  }
}
