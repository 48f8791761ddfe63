public import Dubbing
public import Engine
import Foundation
import Voices

/// What is different about the lines of a pipeline since its last run, and what dubbing that costs: the object `diff --json` prints.
public struct TranslationDiff: Codable, Sendable {
  public var languages: [Share] = []
  /// Lines with an edit, in order of time; of lines that only moved together, none.
  public var lines: [LineEdit] = []
  /// Calls a run would make, whatever for.
  public var calls = 0
  public var characters = 0
  public var cost = "0.00"
  public var currency = Tariff.free.currency

  /// One language.
  public struct Share: Codable, Sendable {
    public var language: String
    public var changed = 0
    public var added = 0
    public var removed = 0
    /// At another time, with the same words.
    public var moved = 0
    /// With the same words, asked for otherwise: voice, direction, lexicon, take.
    public var respoken = 0
    public var unchanged = 0
    /// How much later most lines are than they were.
    public var shiftMs = 0.0
    public var characters = 0
    public var cost = "0.00"
  }

  /// One line that is not as it was.
  public struct LineEdit: Codable, Sendable {
    public enum Kind: String, Codable, Sendable { case changed, added, removed, moved, respoken }
    public var kind: Kind
    public var language: String
    /// As the last run named it, and as it is named now.
    public var was: String?
    public var cue: String?
    public var startMs: Double
    public var movedMs: Double?
    public var before: String?
    public var after: String?
    /// What is asked for otherwise.
    public var what: [String]
    /// What speaking it costs; 0 where a take is there.
    public var characters: Int
    public var cost: String
  }

  /// - Parameters:
  ///   - outcome: of a plan.
  ///   - before: what the pipeline ran last.
  public init(of dub: Dub, outcome: Outcome, before: RunRecord, workspace: Workspace) throws {
    var seen: Set<Line> = []
    var total = Bill()
    for language in dub.languages {
      guard let segments = outcome.value(of: language.voicing.script)?.segments,
        let lines = outcome.value(of: language.voicing.lines)
      else { throw InputError("The lines of `\(language.language)` cannot be read.") }
      let state = LanguageState(language.language, before, workspace.store)
      var compared = Comparison(
        language.language, old: state, new: .init(segments: segments, lines: lines))
      for index in lines.indices where seen.insert(lines[index]).inserted {
        compared.prices[index] = Self.price(
          lines[index], language.voicing.providers, workspace)
      }
      let bill = compared.prices.values.reduce(into: Bill()) { $0 += $1.bill }
      total += bill
      var share = compared.share
      share.characters = compared.prices.values.reduce(0) { $0 + $1.characters }
      share.cost = bill.amount
      languages.append(share)
      self.lines += compared.edits
      calls += compared.prices.values.reduce(0) { $0 + $1.calls }
      characters += share.characters
    }
    (cost, currency) = (total.amount, total.currency)
  }

  /// What a line costs that has no take.
  private static func price(_ line: Line, _ providers: Providers, _ workspace: Workspace)
    -> Comparison.Price
  {
    guard let provider = providers.synthesizer(for: line.voice),
      workspace.kept(SpeakLine(providers: .init(providers), tally: .init(Tally())), of: line) == nil
    else { return .init() }
    let parts = workspace.unrecorded(line, by: provider)
    let characters = parts.reduce(0) { $0 + provider.billedCharacters(of: $1) }
    var bill = Bill()
    bill.add(characters: characters, at: provider.tariff)
    return .init(calls: parts.count, characters: characters, bill: bill)
  }
}

/// The lines of a language as a run had them.
struct LanguageState {
  var segments: [Segment] = []
  var lines: [Line] = []

  init(segments: [Segment], lines: [Line]) { (self.segments, self.lines) = (segments, lines) }

  /// As the last run had them; none where it had none, or the store does not know any more.
  init(_ language: String, _ record: RunRecord, _ store: Store) {
    func output<Value: Decodable>(_ label: String, _: Value.Type) -> Value? {
      guard let step = record.steps["\(language)/\(label)"],
        let json = store.resultJSON(stage: step.stage, key: step.key)?["output"],
        let data = try? JSONSerialization.data(withJSONObject: json)
      else { return nil }
      return try? JSONDecoder().decode(Value.self, from: data)
    }
    guard let script = output("segment", SpokenScript.self) else { return }
    let chosen = output("choose", ChosenLines.self)?.lines
    guard let lines = chosen ?? output("word", [Line].self), lines.count == script.segments.count
    else { return }
    (segments, self.lines) = (script.segments, lines)
  }
}

/// Two states of a language side by side.
private struct Comparison {
  /// What a line costs that has no take.
  struct Price {
    var calls = 0
    var characters = 0
    var bill = Bill()
  }

  let language: String
  let old: LanguageState
  let new: LanguageState
  let matching: LineMatching
  /// By index of the new state.
  var prices: [Int: Price] = [:]

  init(_ language: String, old: LanguageState, new: LanguageState) {
    (self.language, self.old, self.new) = (language, old, new)
    matching = LineMatching(from: old.segments, to: new.segments)
  }

  private typealias Kind = TranslationDiff.LineEdit.Kind

  private func kind(_ pair: LineMatching.Pair) -> Kind? {
    let (before, after) = (old.segments[pair.old], new.segments[pair.new])
    if before.text != after.text || before.speaker != after.speaker { return .changed }
    if old.lines[pair.old] != new.lines[pair.new] { return .respoken }
    return before.slot != after.slot ? .moved : nil
  }

  var share: TranslationDiff.Share {
    var share = TranslationDiff.Share(language: language)
    for kind in matching.pairs.map(kind) {
      switch kind {
      case .changed: share.changed += 1
      case .respoken: share.respoken += 1
      case .moved: share.moved += 1
      default: share.unchanged += 1
      }
    }
    (share.added, share.removed) = (matching.added.count, matching.removed.count)
    share.shiftMs = matching.shift.roundedMilliseconds
    return share
  }

  /// Lines that moved as most did are told by the shift alone.
  var edits: [TranslationDiff.LineEdit] {
    var edits = matching.pairs.compactMap { pair -> TranslationDiff.LineEdit? in
      guard let kind = kind(pair) else { return nil }
      let (before, after) = (old.segments[pair.old].slot, new.segments[pair.new].slot)
      let isCarried = after.start - before.start == matching.shift && after.length == before.length
      return kind == .moved && isCarried ? nil : edit(kind, pair.old, pair.new)
    }
    edits += matching.added.map { edit(.added, nil, $0) }
    edits += matching.removed.map { edit(.removed, $0, nil) }
    return edits.enumerated().sorted { ($0.1.startMs, $0.0) < ($1.1.startMs, $1.0) }.map(\.1)
  }

  private func edit(_ kind: Kind, _ a: Int?, _ b: Int?) -> TranslationDiff.LineEdit {
    let (before, after) = (a.map { old.segments[$0] }, b.map { new.segments[$0] })
    let price = b.flatMap { prices[$0] } ?? Price()
    var moved: Time?
    if let before, let after { moved = after.slot.start - before.slot.start }
    return TranslationDiff.LineEdit(
      kind: kind, language: language, was: before?.label, cue: after?.label,
      startMs: (after ?? before)?.slot.start.roundedMilliseconds ?? 0,
      movedMs: moved.flatMap { $0 == .zero ? nil : $0.roundedMilliseconds },
      before: before?.text, after: after?.text, what: what(a, b), characters: price.characters,
      cost: price.bill.amount)
  }

  /// What is asked for otherwise.
  private func what(_ a: Int?, _ b: Int?) -> [String] {
    guard let a, let b else { return [] }
    let (one, other) = (old.lines[a], new.lines[b])
    let words = old.segments[a].text != new.segments[b].text
    let traits = [
      ("speaker", old.segments[a].speaker != new.segments[b].speaker),
      ("spoken words", !words && one.text != other.text), ("voice", one.voice != other.voice),
      ("pace", one.pace != other.pace), ("direction", one.direction != other.direction),
      ("take", one.take != other.take),
    ]
    return traits.filter(\.1).map(\.0)
  }
}
