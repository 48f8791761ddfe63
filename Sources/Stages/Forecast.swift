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
    /// Characters to cut.
    public var cut: Int
    /// Whether its length is a prediction from other takes or the language's usual rate.
    public var estimated: Bool
  }

  /// - Parameter outcome: of a plan.
  public init(of dub: Dub, pipeline: Pipeline, outcome: Outcome, workspace: Workspace) async throws
  {
    languages = []
    tooLong = []
    notices = []
    currency = Tariff.free.currency
    cost = "0.00"
    calls = 0
    characters = 0
    var asked: Set<Line> = []
    for language in dub.languages {
      guard let script = outcome.value(of: language.voicing.script),
        let lines = outcome.value(of: language.voicing.lines),
        let read = outcome.value(of: language.script)
      else { throw InputError("`\(language.language)` could not be planned.") }
      let takes = outcome.elements(of: language.voicing.takes) ?? []
      let missing = zip(lines, takes).filter { $1 == nil }.map(\.0)
      let new = missing.filter { asked.insert($0).inserted }
      languages.append(
        Share(
          language: language.language, lines: lines.count, toSpeak: new.count,
          characters: new.reduce(0) { $0 + $1.text.count }, cost: "0.00",
          unspoken: script.unspoken.count))
      notices += read.sentences(file: pipeline.subtitleName(language.language))
      notices += script.sentences(language: language.language)
      if let media = outcome.value(of: dub.media) {
        let end = Time(samples: media.length)
        let lengths = try await Self.lengths(of: takes, in: workspace)
        let segments = Voicing.voiced(script.segments, by: lines)
        predict(language.language, segments, lengths, pictureEnd: end, pipeline.fit)
      }
    }
    calls = languages.reduce(0) { $0 + $1.toSpeak }
    characters = languages.reduce(0) { $0 + $1.characters }
  }

  /// How long the speech of each take is, as far as there are takes.
  private static func lengths(of takes: [Take?], in workspace: Workspace) async throws -> [Time?] {
    var graph = Graph()
    let known = graph.given(takes.compactMap { $0 })
    let trims = graph.each(TrimTake(), known, label: "trim")
    let outcome = try await graph.run(in: workspace, jobs: 4, journal: RecordingJournal())
    var rest = (outcome.value(of: trims) ?? [])[...]
    return takes.map { $0 == nil ? nil : rest.popFirst()?.length }
  }

  /// Fits what is there, and lengths expected of what is not.
  private mutating func predict(
    _ language: String, _ segments: [Segment], _ known: [Time?], pictureEnd: Time,
    _ constants: FitConstants
  ) {
    let learned = zip(segments, known).compactMap { segment, length in
      length.map { (text: segment.text, length: $0) }
    }
    let rate = SpeechRate(learnedFrom: learned) ?? .usual(language)
    let lengths = zip(segments, known).map { $1 ?? rate.length(of: $0.text) }
    let plan = fit(segments, lengths: lengths, pictureEnd: pictureEnd, constants: constants)
    for (index, segment) in segments.enumerated() {
      let cut = charactersToCut(from: segment, fit: plan.fits[index], constants: constants)
      guard cut > 0 else { continue }
      tooLong.append(
        LongLine(
          language: language, cue: segment.label, characters: segment.text.count, cut: cut,
          estimated: known[index] == nil))
    }
  }
}
