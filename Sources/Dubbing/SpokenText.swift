/// What is not speech is not spoken; each rule can be switched off.
public struct SpokenTextRules: OptionSet, Codable, Hashable, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `<i>` and `{\an8}`.
  public static let tags = SpokenTextRules(rawValue: 1)
  /// Lines that are sung: `♪ … ♪`, `# … #`.
  public static let music = SpokenTextRules(rawValue: 2)
  /// Sounds for the deaf and hard of hearing: `[door slams]`, `(sighs)`.
  public static let soundDescriptions = SpokenTextRules(rawValue: 4)
  /// `ANA:` before a line becomes its speaker.
  public static let speakerNames = SpokenTextRules(rawValue: 8)
  /// `- ` before two lines means two speakers.
  public static let dashes = SpokenTextRules(rawValue: 16)
  /// `&nbsp;`, `&#39;`.
  public static let entities = SpokenTextRules(rawValue: 32)

  public static let all: SpokenTextRules = [
    .tags, .music, .soundDescriptions, .speakerNames, .dashes, .entities,
  ]

  /// The rules by their names in pipeline files.
  public static let names: [(name: String, rule: SpokenTextRules)] = [
    ("tags", .tags), ("music", .music), ("sound_descriptions", .soundDescriptions),
    ("speaker_names", .speakerNames), ("dashes", .dashes), ("entities", .entities),
  ]
}

/// Why a cue is not spoken.
public enum NotSpoken: String, Codable, Hashable, Sendable {
  case music
  case soundDescription = "sound description"
  case empty = "no words"
  case afterPicture = "after the end of the picture"
}

/// What one speaker says in a cue.
public struct SpokenPart: Hashable, Sendable {
  public var speaker: String?
  public var text: String
}

/// The speech in a cue's text, by speaker; none, with the reason, where there is no speech.
///
/// - Parameter names: speakers known from the cast or the rest of the file, for `Ana:` and `[Ana]`.
public func spokenParts(
  of text: String, rules: SpokenTextRules = .all, names: Set<String> = [], language: String
) -> (parts: [SpokenPart], reason: NotSpoken?) {
  var text = withoutInvisibles(text)
  if rules.contains(.tags) { text = withoutTags(text) }
  if rules.contains(.entities) { text = withEntitiesDecoded(text) }
  var lines = text.split(whereSeparator: \.isNewline).map(String.init)
  if rules.contains(.music) {
    let spoken = withoutSongs(lines)
    if spoken.isEmpty, !lines.isEmpty { return ([], .music) }
    lines = spoken
  }
  if rules.contains(.speakerNames) { lines = lines.map { withBracketedName($0, names: names) } }
  let before = lines.joined(separator: "\n")
  let after = rules.contains(.soundDescriptions) ? withoutBrackets(before) : before
  let parts = split(
    after.split(whereSeparator: \.isNewline).map(String.init), rules: rules, names: names,
    gap: Language(language).joinsWithoutSpaces ? "" : " "
  ).filter { $0.text.contains { $0.isLetter || $0.isNumber } }
  guard parts.isEmpty else { return (parts, nil) }
  return ([], after != before ? .soundDescription : .empty)
}

/// Lines grouped by who says them.
private func split(
  _ lines: [String], rules: SpokenTextRules, names: Set<String>, gap: String
) -> [SpokenPart] {
  var parts: [SpokenPart] = []
  let dashed = rules.contains(.dashes) ? lines.count { isDashed($0) } : 0
  for line in lines {
    var rest = line[...]
    var opens = parts.isEmpty
    if rules.contains(.dashes), isDashed(line) {
      rest = rest.drop { $0.isWhitespace || isDash($0) || $0 == ">" }
      opens = opens || dashed > 0
    }
    var speaker: String?
    if rules.contains(.speakerNames), let name = speakerName(at: rest, names: names) {
      speaker = name.name
      rest = name.rest
      opens = true
    }
    let words = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if opens {
      parts.append(SpokenPart(speaker: speaker, text: words))
    } else if !words.isEmpty {
      let last = parts[parts.count - 1].text
      parts[parts.count - 1].text = last.isEmpty ? words : last + gap + words
    }
  }
  return parts
}

private func isDash(_ character: Character) -> Bool { "-–—‐‑―".contains(character) }

/// A dash, then a word: `- Yes`, `–Yes`, but neither `--` nor `-5`. Live captions write `>>` for a dash.
private func isDashed(_ line: String) -> Bool {
  let rest = line.drop(while: \.isWhitespace)
  if rest.hasPrefix(">>") { return true }
  guard let first = rest.first, isDash(first), let next = rest.dropFirst().first else {
    return false
  }
  return !isDash(next) && !next.isNumber
}

/// Lines that are not sung. A song lasts from a note before a line to a note after one, or to another speaker's dash; number
/// signs around a whole cue are notes too.
private func withoutSongs(_ lines: [String]) -> [String] {
  let notes: Set<Character> = ["♪", "♫", "♬", "♩", "🎵", "🎶", "¶"]
  let visible = lines.map { line in line.drop { $0.isWhitespace || isDash($0) }.trimmed }
  let whole = visible.joined()
  if whole.count > 2, whole.first == "#", whole.last == "#" { return [] }
  let begins = visible.map { $0.first.map(notes.contains) ?? false }
  let ends = visible.map { $0.last.map(notes.contains) ?? false }
  // A note at an end alone: the song began before this cue.
  var isSinging = !begins.contains(true) && ends.contains(true)
  var spoken: [String] = []
  for (i, line) in lines.enumerated() {
    if begins[i] || isDashed(line) { isSinging = begins[i] }
    if !isSinging, !ends[i] { spoken.append(line) }
    if ends[i], visible[i].count > 1 { isSinging = false }
  }
  return spoken
}
