import Engine
import Foundation

/// What is different about a step itself, in a reader's terms.
struct OwnChange {
  /// What it all comes from: a setting, a file, a new version.
  var roots: [String] = []
  /// What is different about what it was given, where a reader has a word for it.
  var what: [String] = []
  /// Names of other fields it was given that are different, as pipeline files write them.
  var fields: Set<String> = []
  /// Whether files that are given are different.
  var hasNewSource = false

  init(_ pair: RunComparison.Pair, _ differences: [RecipeDifference]) {
    for difference in differences { add(difference, pair) }
    addVoices(differences)
    roots = Self.unique(roots)
    what = Self.unique(what)
  }

  private mutating func add(_ difference: RecipeDifference, _ pair: RunComparison.Pair) {
    let parts = difference.path.split(separator: ".").map(String.init)
    let (before, after) = (difference.before ?? "nothing", difference.after ?? "nothing")
    switch parts.first ?? "" {
    case "version":
      roots.append("polydub's stage `\(pair.stage)` is version \(after), was \(before)")
    case "parameters":
      guard !Self.isVoice(parts) else { return }
      roots.append(Self.parameter(parts.dropFirst(), before, after, stage: pair.stage))
    default: addInput(parts, before, after, pair)
    }
  }

  private mutating func addInput(
    _ parts: [String], _ before: String, _ after: String, _ pair: RunComparison.Pair
  ) {
    let name = parts.last ?? ""
    if name == "source", after.isDigest || before.isDigest {
      hasNewSource = true
      return
    }
    guard pair.stage == SpeakLine.name else {
      if !after.isDigest, name != "bytes" { fields.insert(name.snakeCase) }
      return
    }
    switch name {
    case _ where Self.isVoice(parts): break
    case "text", "direction", "language": what.append("\(name) changed")
    case "pace": what.append("pace \(before) → \(after) %")
    case "take": what.append("take \(before) → \(after)")
    default: fields.insert(name.snakeCase)
    }
  }

  private static func isVoice(_ parts: [String]) -> Bool {
    parts.contains("voice") && parts.last != "voice" || parts.dropFirst().first == "cast"
  }

  /// A voice is told as a whole: its fields change together.
  private mutating func addVoices(_ differences: [RecipeDifference]) {
    var owners: [String: [String: RecipeDifference]] = [:]
    for difference in differences {
      let parts = difference.path.split(separator: ".").map(String.init)
      guard Self.isVoice(parts) else { continue }
      let depth = parts[1] == "cast" ? 3 : 2
      let owner = parts.prefix(depth).joined(separator: ".")
      owners[owner, default: [:]][parts.dropFirst(depth).joined(separator: ".")] = difference
    }
    for (owner, fields) in owners.sorted(by: { $0.key < $1.key }) {
      let speaker = owner.split(separator: ".").dropFirst(2).first.map { " of \($0)" } ?? ""
      let sentence = Self.voice(fields, of: speaker)
      if owner.hasPrefix("parameters") { roots.append(sentence) } else { what.append(sentence) }
    }
  }

  private static func voice(_ fields: [String: RecipeDifference], of speaker: String) -> String {
    func change(_ name: String) -> (String, String)? {
      fields[name].map { ($0.before ?? "nothing", $0.after ?? "nothing") }
    }
    if change("provider")?.1 == "recording" { return "a recording takes the place of the voice" }
    if change("provider")?.0 == "recording" { return "a voice takes the place of the recording" }
    if let (before, after) = change("name") {
      return "voice\(speaker) changed: \(before) → \(after)"
    }
    if let (before, after) = change("provider") {
      return "voice\(speaker) changed: from \(before) to \(after)"
    }
    guard let (before, after) = change("model") else {
      let names = fields.keys.sorted().joined(separator: ", ")
      return "voice\(speaker) changed" + (names.isEmpty ? "" : ": \(names)")
    }
    let (old, new) = (before.split(separator: " "), after.split(separator: " "))
    guard let tool = old.first, tool == new.first, old.count > 1, new.count > 1 else {
      return "model\(speaker) changed: \(before) → \(after)"
    }
    return "\(tool) was upgraded: "
      + "\(old.dropFirst().joined(separator: " ")) → \(new.dropFirst().joined(separator: " "))"
  }

  /// A parameter of a stage as pipeline files call it; words of the script are not repeated.
  private static func parameter(
    _ parts: ArraySlice<String>, _ before: String, _ after: String, stage: String
  ) -> String {
    let names = parts.map(\.snakeCase)
    let last = names.last ?? ""
    switch (stage, names.first ?? "") {
    case (CastVoices.name, "takes"): return "the recording of line \(last) changed"
    case (WordLines.name, "rules"):
      return "the \((names.dropFirst().first ?? "wording").wordingTitle) changed"
    case (WordLines.name, "icu"): return "ICU was upgraded: \(before) → \(after)"
    case (FormSegments.name, "names"): return "the cast names other speakers"
    case (FormSegments.name, "alone"): return "other lines have a take or a wording of their own"
    case (PrepareBed.name, "keeps"):
      return "the mix mode needs the \(after) of the original, not its \(before)"
    case (FitTakes.name, "constants"): return "fit constant \(last) \(before) → \(after)"
    default:
      let name = names.drop { $0 == stage }.joined(separator: ".")
      return "\(stage) \(name): \(before) → \(after)"
    }
  }

  static func unique(_ sentences: [String]) -> [String] {
    var seen: Set<String> = []
    return sentences.filter { seen.insert($0).inserted }
  }
}

extension String {
  /// A SHA-256 in hexadecimal digits.
  var isDigest: Bool { utf8.count == 64 && allSatisfy { $0.isHexDigit } }

  /// `lateTolerance` as pipeline files write it: `late_tolerance`; names of people stay as they are.
  var snakeCase: String {
    guard first?.isLowercase == true else { return self }
    return reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }

  /// A part of the wording rules, for a sentence.
  fileprivate var wordingTitle: String {
    switch prefix(while: { $0 != "[" }) {
    case "lexicon": "lexicon"
    case "spell_out": "spelling out of numbers and units"
    case "lines", "directions": "direction or wording of a line"
    default: String(self)
    }
  }
}
