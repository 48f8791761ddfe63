import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// A language has no line of that name.
struct UnknownLine: Error, CustomStringConvertible {
  var description: String
}

/// One line of a pipeline, `es/17`, and the takes there are of it: what people name, hear and choose from.
struct LineOfFilm {
  let session: Session
  /// BCP 47 tag.
  let language: String
  let segment: Segment
  private let index: Int
  /// As its voice is asked for it where nobody chose.
  let plain: Line
  /// As it is asked for now, at the pace it was spoken with to fit.
  let inUse: Line
  /// What was chosen for it; nil where nothing was.
  let choice: TakeChoice?
  /// Whether something was chosen under its name for words that are gone.
  let hasLostChoice: Bool
  private let occurrence: Int
  private var choices: TakeChoices

  /// Whether what people chose counts; to undo a choice that cannot be kept, it must not.
  enum Choices { case counted, ignored }

  /// - Parameter name: `es/17`, as reports have it.
  init(_ name: String, of pipeline: Pipeline, work: WorkOptions, choices: Choices = .counted)
    async throws
  {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    var narrow = pipeline
    narrow.languages.removeAll { $0.language != parts.first }
    guard parts.count == 2, !narrow.languages.isEmpty else {
      let known = pipeline.languages.map(\.language).joined(separator: ", ")
      throw InputError("`\(name)` is no line; write one such as es/17. The languages are \(known).")
    }
    language = parts[0]
    self.choices = try TakeChoices(for: pipeline.file)
    var counted = self.choices
    if choices == .ignored { counted.languages = [:] }
    session = try await Session(narrow, work: work, progress: .hidden, choices: counted)
    let voicing = session.dub.languages[0].voicing
    let outcome = try await session.known(of: session.dub.languages[0])
    guard let segments = outcome.value(of: voicing.script)?.segments,
      let worded = outcome.value(of: voicing.worded), let lines = outcome.value(of: voicing.lines)
    else { throw InputError("The lines of `\(language)` cannot be read; `polydub plan` says why.") }
    guard let index = segments.firstIndex(where: { $0.label == parts[1] }) else {
      throw UnknownLine(description: Self.unknown(parts[1], among: segments, in: language))
    }
    segment = segments[index]
    self.index = index
    plain = worded[index]
    var line = lines[index]
    line.pace = outcome.value(of: voicing.paced)?[index].pacing.pace ?? line.pace
    inUse = line
    occurrence = MatchedChoices.occurrence(of: index, in: segments)
    let matched = MatchedChoices(self.choices.languages[language] ?? [], in: segments)
    choice = matched.bySegment[index]
    hasLostChoice = matched.lost.contains { $0.line == parts[1] }
  }

  private static func unknown(_ label: String, among segments: [Segment], in language: String)
    -> String
  {
    let cue = Int(label.prefix { $0.isNumber })
    let holder = segments.first { $0.phrases.contains { $0.cue == cue } }
    let hint = holder.map { " Cue \(cue ?? 0) is spoken in \(language)/\($0.label)." } ?? ""
    return "`\(language)` has no line \(label).\(hint) `polydub plan --json` names them all."
  }

  var name: String { "\(language)/\(segment.label)" }

  private var voicing: Voicing { session.dub.languages[0].voicing }

  var synthesizer: (any Synthesizer)? { voicing.providers.synthesizer(for: plain.voice) }

  var isLocked: Bool {
    if case .lock = choice?.decision { return true }
    return false
  }

  /// Refuses to choose among takes where a locked one or a recording is kept.
  func refuseKept() throws {
    switch choice?.decision {
    case .lock: throw InputError("\(name) is locked. `polydub unlock` it first.")
    case .recording(let file):
      throw InputError(
        "\(name) is replaced by \(file). `polydub replace --undo` gives it back to its voice.")
    case .pick, nil: return
    }
  }

  /// What was chosen before it was locked; of a pick, only while its words are the same.
  var chosenBefore: TakeChoice.Decision? {
    if case .pick = choice?.before, choice?.text != segment.text { return nil }
    return choice?.before
  }

  /// Decides about the line, nil for nothing, and writes that beside the pipeline.
  func choose(_ decision: TakeChoice.Decision?) throws {
    // Another command may have chosen for another line meanwhile.
    let guarding = FileGuard(session.pipeline.file)
    defer { guarding.end() }
    var choices = try TakeChoices(for: session.pipeline.file)
    var made = decision.map { TakeChoice($0, for: segment, occurrence: occurrence) }
    if case .lock = decision {
      made?.before = isLocked ? choice?.before : choice?.decision
      made?.spoken = inUse.text == segment.text ? nil : inUse.text
    }
    choices.set(made, insteadOf: choice, in: language)
    try choices.save()
  }

  /// Forgets what was chosen for a line that is not there any more; whether there was anything.
  static func forget(_ name: String, of pipeline: String) throws -> Bool {
    let guarding = FileGuard(pipeline)
    defer { guarding.end() }
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    var choices = try TakeChoices(for: pipeline)
    guard parts.count == 2,
      let gone = choices.languages[parts[0]]?.first(where: { $0.line == parts[1] })
    else { return false }
    choices.set(nil, insteadOf: gone, in: parts[0])
    try choices.save()
    return true
  }

  /// Keeps a copy of a take beside the pipeline.
  func keepCopy(of key: Digest) throws {
    let permitted = try session.consents.permission(for: inUse)
    let archive = choices.archive(of: key)
    try prepareOutput(archive)
    let packed = try session.workspace.store.pack([(SpeakLine.name, key)], to: archive)
    session.consents.recordUse(permitted.map { [$0] } ?? [], in: archive)
    guard packed == 0 else { return }
    Console.warning("\(name): its take is from an earlier version and is kept in the store alone.")
  }

  /// Where a recording that replaces it is kept, and how the file of choices names it.
  func recordingPath(for bytes: Data, kind: String) -> (path: String, name: String) {
    let folder = URL(fileURLWithPath: choices.folder)
    let file = "\(language)-\(segment.label)-\(Digest(of: bytes).rawValue.prefix(8)).\(kind)"
    return (folder.appending(path: file).path, "\(folder.lastPathComponent)/\(file)")
  }
}

extension LineOfFilm {
  /// One recording of the line that the store has.
  struct Known: Encodable {
    /// Its number; nil for a recording and for a locked take of other words or another voice.
    var take: Int?
    var kind: Kind
    var milliseconds: Int
    /// Characters of the text spoken in a second.
    var charactersPerSecond: Double
    /// In percent of the voice's own.
    var pace: Int
    /// Its speed at its place and what makes it fit there, if it is the one in use; nil while other lines are not spoken.
    var rate: Double?
    var verdict: String?
    var levers: [Lever]?
    var characters: Int
    var cost: String
    var currency: String
    var made: String?
    var isInUse: Bool
    var key: String
  }

  enum Kind: String, Encodable { case take, recording, locked }

  /// No take has a higher number.
  static let mostTakes = 999

  /// The line as it is asked for a take by number.
  func line(take number: Int) -> Line {
    var line = plain
    line.take = number
    return line
  }

  /// The takes in the store, by number; the one in use may be at another pace, or of a recording.
  func takes() throws -> [Known] {
    try knownLines().compactMap(known)
  }

  /// The same with what becomes of each at its place.
  func placedTakes() async throws -> [Known] {
    let dubbed = session.dub.languages[0]
    let lines = try knownLines()
    let takes = lines.compactMap { line in session.take(of: line).map { (line, $0) } }
    // Where lines cannot be placed at all, `run` says so; a list of takes is none the worse for it.
    guard let outcome = try? await session.fitted(dubbed),
      let places = try? await dubbed.voicing.places(
        of: takes, at: index, heard: inUse, pipeline: session.pipeline, media: session.dub.media,
        outcome, in: session.workspace)
    else { return try lines.compactMap(known) }
    return try zip(takes, places).compactMap { take, place in
      guard var known = try known(take.0) else { return nil }
      (known.rate, known.verdict, known.levers) = (place?.rate, place?.verdict, place?.levers)
      return known
    }
  }

  private func knownLines() throws -> [Line] {
    var lines: [Line] = []
    var missing = 0
    for number in 1...Self.mostTakes where missing < 20 {
      let line = line(take: number)
      missing = session.take(of: line) == nil ? missing + 1 : 0
      if missing == 0 { lines.append(line) }
    }
    if !lines.contains(inUse) { lines.append(inUse) }
    return lines
  }

  private func known(_ line: Line) throws -> Known? {
    guard let take = session.take(of: line) else { return nil }
    let seconds = try session.seconds(of: take)
    let tariff = voicing.providers.synthesizer(for: line.voice)?.tariff ?? .free
    let key = try session.key(of: line)
    let paid = session.history.prices(of: [key])[key]
    let kind = kind(of: line)
    return Known(
      take: kind == .take ? line.take : nil, kind: kind,
      milliseconds: Int((seconds * 1000).rounded()),
      charactersPerSecond: (Double(line.text.count) / max(0.001, seconds) * 10).rounded() / 10,
      pace: line.pace, characters: take.characters,
      cost: Price.text(paid?.nanos ?? take.characters * tariff.nanosPerCharacter),
      currency: paid?.currency ?? tariff.currency,
      made: session.date(of: take)?.formatted(.iso8601), isInUse: line == inUse,
      key: key.rawValue)
  }

  /// A take has a number only among the takes of the line as it is asked for now.
  private func kind(of line: Line) -> Kind {
    var numbered = self.line(take: line.take)
    numbered.pace = line.pace
    if numbered == line { return .take }
    return line.voice.provider == Recording.type ? .recording : .locked
  }
}
