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

  private let edited: EditedSettings

  init(
    _ pair: RunComparison.Pair, _ differences: [RecipeDifference], edited: EditedSettings
  ) {
    self.edited = edited
    for difference in differences { add(difference, pair) }
    addVoices(differences, on: pair.label)
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
      addParameter(parts.dropFirst().map(\.snakeCase), before, after, pair)
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
  private mutating func addVoices(_ differences: [RecipeDifference], on label: String) {
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
      let model = fields.count > 1 ? nil : fields["model"]
      let setting = model.flatMap {
        edited.setting("model", on: label, $0.before ?? "", $0.after ?? "")
      }
      let sentence = setting.map(edited.sentence) ?? Self.voice(fields, of: speaker)
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
    if let whole = fields[""] {
      let name = speaker.isEmpty ? "the language" : String(speaker.dropFirst(4))
      if whole.before == nil { return "\(name) has a voice of its own" }
      if whole.after == nil { return "\(name) has no voice of its own any more" }
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
  private mutating func addParameter(
    _ names: [String], _ before: String, _ after: String, _ pair: RunComparison.Pair
  ) {
    let last = names.last ?? ""
    let setting = edited.setting(
      (pair.stage, last) == (FormSegments.name, "mode") ? "segmentation" : last, on: pair.label,
      before, after)
    if let setting { return roots.append("\(setting): \(before) → \(after)") }
    if last == "container", edited.all["output"] != nil {
      return roots.append(edited.sentence("output"))
    }
    let mode = edited.all["mix.mode"].map { _ in edited.sentence("mix.mode") }
    switch (pair.stage, names.first ?? "") {
    case (CastVoices.name, "takes"): roots.append("the recording of line \(last) changed")
    case (WordLines.name, "rules"):
      roots.append("the \((names.dropFirst().first ?? "wording").wordingTitle) changed")
    case (WordLines.name, "abilities"):
      let account = names.dropFirst().first ?? ""
      let settings = edited.ofProvider(account, ["model", "type"])
      roots += settings.isEmpty ? ["what \(account) can do changed"] : settings
    case (WordLines.name, "icu"): roots.append("ICU was upgraded: \(before) → \(after)")
    // Told line by line by who sees both.
    case (ChooseTakes.name, "choices"): break
    case (FormSegments.name, "names"): roots.append("the cast names other speakers")
    case (FormSegments.name, "alone"):
      roots.append("other lines have a take or a wording of their own")
    case (PrepareBed.name, "keeps"):
      what.append("the mix mode needs the \(after) of the original, not its \(before)")
      if let mode { roots.append(mode) }
    // Only ducking has a depth: with another mode it goes without saying.
    case (MixTrack.name, _) where names.contains("ducking") && mode != nil: break
    case (FitTakes.name, "constants"): roots.append("fit constant \(last) \(before) → \(after)")
    default:
      let name = names.drop { $0 == pair.stage }.joined(separator: ".")
      roots.append("\(pair.stage) \(name): \(before) → \(after)")
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
