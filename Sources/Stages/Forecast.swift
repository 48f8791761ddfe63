public import Dubbing
public import Engine
import Media
import Voices

/// What a run would do: the object `plan --json` prints.
public struct Forecast: Codable, Sendable {
  public var languages: [Share]
  /// Calls of voices, the characters they would be given, and the price.
  public var calls: Int
  public var characters: Int
  public var cost: String
  public var currency: String
  public var tooLong: [LongLine]
  /// Lines whose voice is given other words than the subtitle's.
  public var reworded: [RewordedLine]
  public var notices: [String]

  /// One language's part.
  public struct Share: Codable, Sendable {
    public var language: String
    public var lines: Int
    public var toSpeak: Int
    public var characters: Int
    public var cost: String
    public var unspoken: Int
  }

  /// A line that will not fit its slot.
  public struct LongLine: Codable, Sendable {
    public var language: String
    public var cue: String
    public var characters: Int
    /// Characters to cut, and what then is left.
    public var cut: Int
    public var budget: Int
    /// Whether the times of its cue rather than its text look wrong.
    public var slotLooksBroken: Bool
    /// Whether its length is a prediction from other takes or the language's usual rate.
    public var estimated: Bool
  }

  /// A line as it is written and as it is said.
  public struct RewordedLine: Codable, Sendable {
    public var language: String
    public var cue: String
    public var written: String
    public var spoken: String
  }

  /// - Parameter outcome: of a plan.
  public init(of dub: Dub, pipeline: Pipeline, outcome: Outcome, workspace: Workspace) async throws
  {
    languages = []
    tooLong = []
    reworded = []
    notices = []
    currency = Tariff.free.currency
    cost = "0.00"
    calls = 0
    characters = 0
    var seen: Set<Line> = []
    var total = Bill()
    var spoken: [Line] = []
    for language in dub.languages {
      guard let script = outcome.value(of: language.voicing.script),
        let lines = outcome.value(of: language.voicing.lines),
        let read = outcome.value(of: language.script)
      else { throw InputError("`\(language.language)` could not be planned.") }
      let takes = outcome.elements(of: language.voicing.takes) ?? []
      let missing = zip(lines, takes).filter { $1 == nil }.map(\.0)
      let new = missing.filter { seen.insert($0).inserted }
      let providers = language.voicing.providers
      let asked = new.flatMap { Self.parts(of: $0, providers, workspace) }
      let (count, bill) = Self.price(asked, providers)
      total += bill
      calls += asked.count
      languages.append(
        Share(
          language: language.language, lines: lines.count, toSpeak: new.count,
          characters: count, cost: bill.amount,
          unspoken: script.unspoken.count))
      notices += read.sentences(file: pipeline.subtitleName(language.language))
      notices += script.sentences(language: language.language)
      notices += language.voicing.sentences(lines)
      notices += language.voicing.choices(outcome)?.sentences ?? []
      spoken += lines
      reworded += zip(script.segments, lines).compactMap {
        RewordedLine(language: language.language, $0, $1)
      }
      if let media = outcome.value(of: dub.media) {
        let trims = try await Self.trims(of: takes, script.segments, in: workspace)
        predict(
          language.language, script.segments, lines, trims, pictureEnd: Time(samples: media.length),
          pipeline.fit, workspace.store)
      }
    }
    notices += dub.providers.notices(of: spoken)
    characters = languages.reduce(0) { $0 + $1.characters }
    (cost, currency) = (total.amount, total.currency)
  }

  /// What is asked for of a line not spoken yet, one call each.
  private static func parts(of line: Line, _ providers: Providers, _ workspace: Workspace) -> [Line]
  {
    providers.synthesizer(for: line.voice).map { workspace.unrecorded(line, by: $0) } ?? [line]
  }

  /// The characters billed for lines not spoken yet, and what they come to at list prices.
  private static func price(_ lines: [Line], _ providers: Providers) -> (Int, Bill) {
    lines.reduce(into: (0, Bill())) { sum, line in
      let provider = providers.synthesizer(for: line.voice)
      let characters = provider?.billedCharacters(of: line) ?? line.text.count
      sum.0 += characters
      sum.1.add(characters: characters, at: provider?.tariff ?? .free)
    }
  }

  /// Where the speech is in each take, as far as there are takes.
  private static func trims(of takes: [Take?], _ segments: [Segment], in workspace: Workspace)
    async throws -> [Trim?]
  {
    var graph = Graph()
    let known = zip(takes, segments).compactMap { take, segment in
      take.map { Untrimmed($0, segment) }
    }
    let trims = graph.each(TrimTake(), graph.given(known), label: "trim")
    let outcome = try await graph.run(in: workspace, jobs: 4, journal: RecordingJournal())
    var rest = (outcome.value(of: trims) ?? [])[...]
    return takes.map { $0 == nil ? nil : rest.popFirst() }
  }

  /// Fits what is there, and lengths expected of what is not.
  private mutating func predict(
    _ language: String, _ segments: [Segment], _ lines: [Line], _ known: [Trim?],
    pictureEnd: Time, _ constants: FitConstants, _ store: Store
  ) {
    var rates = VoiceRates()
    for (line, trim) in zip(lines, known) {
      if let trim { rates.hear(line, for: trim.length) }
    }
    let pacings = segments.indices.map { i in
      let rate = rates.rate(of: lines[i].voice, language: language, remembered: store)
      let pieces = known[i]?.pieces ?? segments[i].phrases.map { $0.expected(at: rate) }
      let natural = pieces.reduce(Time.zero) { $0 + $1.length }
      return Pacing(pieces: pieces, pace: lines[i].pace, natural: natural)
    }
    let pieces = pieces(of: segments, lines, pacings)
    let plan = fit(pieces, pictureEnd: pictureEnd, constants: constants)
    let cuts = shortening(of: pieces, pictureEnd: pictureEnd, constants: constants)
    let fitted = FittedLine.all(segments, lines, pacings, pieces, plan, cuts: cuts)
    for (index, line) in fitted.enumerated() where line.cut > 0 {
      tooLong.append(
        LongLine(
          language: language, cue: line.segment.label, characters: line.segment.text.count,
          cut: line.cut, budget: line.segment.text.count - line.cut,
          slotLooksBroken: line.fits.contains(where: \.slotLooksBroken),
          estimated: known[index] == nil))
    }
  }
}

extension Forecast.RewordedLine {
  /// nil where both are the same, or a recording is heard.
  init?(language: String, _ segment: Segment, _ line: Line) {
    guard segment.text != line.text, line.voice.provider != Recording.type else { return nil }
    self.init(
      language: language, cue: segment.label, written: segment.text, spoken: line.text)
  }
}

extension Phrase {
  /// What its speech will be like, parted from the others of its segment.
  fileprivate func expected(at rate: SpeechRate) -> TrimmedPiece {
    TrimmedPiece(start: 0, length: rate.length(of: text), phrases: 1)
  }
}
