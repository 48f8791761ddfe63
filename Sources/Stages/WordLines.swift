public import Dubbing
public import Engine
import Voices
import Wording

/// What shapes the words of one language before a voice is given them.
public struct WordingRules: Codable, Hashable, Sendable {
  public var lexicon = Lexicon()
  public var spellOut = SpellOut.auto
  /// How to speak, for voices that follow such.
  public var direction: String?
  /// The same by speaker.
  public var directions: [String: String] = [:]
  /// By cue, `17`, or by the whole sentence, `17-19`.
  public var lines: [String: LineNote] = [:]

  public init() {}

  var asksDirection: Bool {
    direction != nil || !directions.isEmpty || lines.values.contains { $0.direction != nil }
  }
}

/// Gives every line the words its voice is to say: the lexicon's, figures and signs spelt out, and what people
/// asked for single lines. The segments keep the words of the subtitle.
public struct WordLines: Stage {
  public static let name = "word"
  public static let version = 1

  public var language: String
  public var rules: WordingRules
  /// What the voices of each account can do by themselves.
  public var abilities: [String: Ability]
  var providers: Unkeyed<Providers>
  /// Another version may spell otherwise.
  public var icu = SpokenForms.version

  public func run(_ input: ([Line], [Segment], [Cue]), in workspace: Workspace) async throws
    -> [Line]
  {
    let (lines, segments, cues) = input
    let notes = try notes(for: segments, cues)
    let accounts = Dictionary(
      uniqueKeysWithValues: Set(lines.map(\.voice)).map { ($0, providers.value.name(for: $0)) })
    let readers = abilities.mapValues { reader(for: $0) }
    return lines.indices.map { i in
      guard lines[i].voice.provider != Recording.type, let account = accounts[lines[i].voice],
        let account, let ability = abilities[account]
      else { return lines[i] }
      var line = lines[i]
      let own = rules.lexicon.rule(for: segments[i].speaker, language: Language(language))
      line.text = notes[i].say ?? reworded(line.text, by: [own] + (readers[account] ?? []))
      line.pace = min(ability.fastest, max(ability.slowest, notes[i].pace ?? line.pace))
      if ability.followsDirection {
        line.direction = notes[i].direction ?? direction(for: segments[i].speaker)
      }
      return line
    }
  }

  /// With what the providers of a pipeline can do.
  init(_ rules: WordingRules, _ providers: Providers, language: String) {
    self.language = language
    self.rules = rules
    self.providers = .init(providers)
    abilities = [:]
    for name in providers.names {
      abilities[name] = providers[name].map { Ability($0, language: language) }
    }
  }

  /// What the voices of a provider can do by themselves.
  public struct Ability: Codable, Hashable, Sendable {
    /// The written forms they read right.
    public var reads: [WrittenForm]
    public var followsDirection: Bool
    /// The paces they have, in percent of their own.
    public var slowest: Int
    public var fastest: Int

    init(_ provider: any Synthesizer, language: String) {
      reads = provider.reads(in: language).sorted()
      followsDirection = provider.followsDirection
      slowest = provider.paces?.lowerBound ?? Line.ownPace
      fastest = provider.paces?.upperBound ?? Line.ownPace
    }
  }

  /// What is spelt out for voices that can do this.
  private func reader(for ability: Ability) -> [any ReadingRule] {
    let forms = rules.spellOut.forms(besides: Set(ability.reads))
    let words = forms.contains(.abbreviation) ? Lexicon.abbreviations(in: language) : Lexicon()
    return [
      words.rule(for: nil, language: Language(language)), SpokenForms(forms, language: language),
    ]
  }

  private func direction(for speaker: String?) -> String? {
    guard let speaker else { return rules.direction }
    let own = rules.directions.sorted { $0.key < $1.key }
      .first { $0.key.lowercased() == speaker.lowercased() }
    return own?.value ?? rules.direction
  }

  /// What is asked of each segment: in the pipeline file, and in the subtitle file where that says nothing.
  ///
  /// - Throws: where a note names no line, or the words of several speakers.
  private func notes(for segments: [Segment], _ cues: [Cue]) throws -> [LineNote] {
    let asked = Dictionary(numbered(cues).map { ("\($0)", $1.note) }) { first, _ in first }
    var unknown = Set(rules.lines.keys)
    let notes = try segments.map { segment in
      unknown.subtract([segment.label, "\(segment.phrases[0].cue)"])
      let own = rules.lines[segment.label] ?? rules.lines["\(segment.phrases[0].cue)"]
      let note = (own ?? LineNote()).over(asked["\(segment.phrases[0].cue)"] ?? nil)
      let isShared = segments.count { $0.phrases[0].cue == segment.phrases[0].cue } > 1
      guard note.say == nil || !isShared || rules.lines[segment.label]?.say != nil else {
        throw InputError(
          "\(language)/\(segment.label): several people speak in this cue. Give `say` for each, "
            + "as \(segment.phrases[0].cue) and \(segment.phrases[0].cue).2 under `lines`.")
      }
      return note
    }
    guard let line = unknown.min() else { return notes }
    throw InputError(
      "`lines` of `\(language)` names \(line), which is not spoken. Name a cue by its number in the "
        + "order of time, or a sentence as `polydub plan --json` does.")
  }
}
