public import Dubbing

// To add one:
// 1. Write `Providers/<Name>.swift` with a type that conforms to `Synthesizer`.
// 2. Put everything that changes the sound into `Voice`, or equal keys will hide unequal speech.
// 3. Add the type to `Providers.known`.
// 4. Test it in `Tests/VoicesTests/<Name>Tests.swift`, against the real engine or a local double.

/// One engine that turns a line into sound.
///
/// A conforming type may be called from many tasks at once. Limits on rate or number are not its work.
public protocol Synthesizer: Sendable {
  /// The `type:` in a pipeline file, and `Voice.provider` of every voice it resolves.
  static var type: String { get }

  /// How the sound comes about, for the deliverable's metadata and for labelling duties.
  var source: DigitalSource { get }

  /// What speech costs.
  var tariff: Tariff { get }

  /// The paces it can speak at, in percent of a voice's own; nil where it has but one.
  var paces: ClosedRange<Int>? { get }

  /// Whether they follow a direction given in words.
  var followsDirection: Bool { get }

  /// The written forms its voices read right by themselves; the rest is spelt out for them.
  func reads(in language: String) -> Set<WrittenForm>

  /// Whether the same line gives the same sound again.
  var isRepeatable: Bool { get }

  /// Whether its speech comes over the network.
  var isRemote: Bool { get }

  /// The voices it has, for `polydub voices`.
  var catalogue: [VoiceListing] { get async throws(SpeechError) }

  /// The day the catalogue was last compared with the engine's own, where it is a table: `2026-10-12`.
  var catalogueDate: String? { get }

  /// Whether its voices speak a language; where they are listed by language, those say it.
  func has(language: String) -> Bool

  /// What is to be known of its model or price before a run, as sentences.
  var notices: [String] { get }

  /// The voice meant by a name in a pipeline file, checked before anything is spoken or paid for.
  ///
  /// - Parameters:
  ///   - name: the part after the slash, `es-419` in `espeak/es-419`; `default` picks by language.
  ///   - language: BCP 47 tag of the track.
  /// - Throws: `missingVoice` with the nearest names; `unavailable` when the engine is not there.
  func voice(named name: String, language: String) async throws(SpeechError) -> Voice

  /// Whether this is the engine, and the account of it, that a voice was found with.
  func speaks(_ voice: Voice) -> Bool

  /// Characters it would bill for a line, by its own published rule.
  func billedCharacters(of line: Line) -> Int

  /// What is asked for in one call each: the line itself, or its parts where it is too long for the engine.
  func parts(of line: Line) -> [Line]

  /// One recording of a line, or of a part of one.
  ///
  /// - Parameter conduct: every request that may be billed is made through it.
  /// - Throws: `badAudio` rather than silence, so no line is ever dubbed with nothing.
  func speak(_ line: Line, under conduct: Conduct) async throws(SpeechError) -> Speech
}

extension Synthesizer {
  /// One recording of the line, watched by nobody.
  public func speak(_ line: Line) async throws(SpeechError) -> Speech {
    try await speak(line, under: Conduct())
  }

  public var paces: ClosedRange<Int>? { nil }
  public var followsDirection: Bool { false }
  public var isRepeatable: Bool { false }
  public var isRemote: Bool { false }
  public func has(language: String) -> Bool { true }
  public var catalogueDate: String? { nil }
  public var notices: [String] { [] }
  public func parts(of line: Line) -> [Line] { [line] }
  public func billedCharacters(of line: Line) -> Int { line.text.count }
  public func speaks(_ voice: Voice) -> Bool { voice.provider == Self.type }

  /// Neural voices read numbers well, and stumble over units, dates and signs.
  public func reads(in language: String) -> Set<WrittenForm> {
    [.number, .grouping, .ordinal, .percent, .currency, .abbreviation]
  }
}

/// One voice as `polydub voices` lists it.
public struct VoiceListing: Codable, Hashable, Sendable {
  /// What to write after the slash in a pipeline file.
  public var name: String
  /// BCP 47 tag; `mul` where it speaks any language.
  public var language: String
  /// `male`, `female`, or nothing where the engine does not say.
  public var gender: String?
  /// A few words for people, for instance `Spanish (Latin America)`.
  public var note: String
  /// The variety of the language it speaks, such as `cantonese`; nil for the standard one.
  public var dialect: String?

  public init(
    name: String, language: String, gender: String? = nil, note: String = "",
    dialect: String? = nil
  ) {
    self.name = name
    self.language = language
    self.gender = gender
    self.note = note
    self.dialect = dialect
  }
}

/// What an engine charges for speech.
public struct Tariff: Codable, Hashable, Sendable {
  /// Billionths of one unit of `currency` for each billed character, an integer so sums are exact.
  public var nanosPerCharacter: Int
  /// ISO 4217 code.
  public var currency: String

  public init(nanosPerCharacter: Int, currency: String) {
    self.nanosPerCharacter = nanosPerCharacter
    self.currency = currency
  }

  public static let free = Tariff(nanosPerCharacter: 0, currency: "USD")
}
