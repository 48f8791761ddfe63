public import Dubbing
public import Engine
import Foundation
import Media
import Voices

extension Report {
  /// What a finished run made, kept and found.
  public init(
    of dub: Dub, pipeline: Pipeline, outcome: Outcome, spent: Tally.Spent, events: [Event]
  ) throws {
    guard let muxed = outcome.value(of: dub.output), let checks = outcome.value(of: dub.checks)
    else { throw InputError("The run ended without a result.") }
    let steps = Self.count(events)
    run = muxed.digest.rawValue.prefix(12).lowercased()
    made = steps.made
    kept = steps.kept
    calls = spent.calls
    characters = spent.characters
    respoken = spent.respoken
    // What takes kept from earlier runs would have cost is not counted yet.
    cost = Cost(amount: spent.bill.amount, currency: spent.bill.currency, saved: "0.00")
    outputs = [
      Output(
        path: pipeline.output.path, language: nil, sha256: muxed.digest.rawValue,
        bytes: muxed.bytes)
    ]
    reports = []
    lines = []
    unspoken = []
    notices = muxed.notices
    staleLocks = []
    sources = [:]
    self.checks = checks
    verdict = .pass
    for language in dub.languages { try add(language, pipeline, outcome) }
    let spoken = dub.languages.flatMap { outcome.value(of: $0.voicing.lines) ?? [] }
    // Of models only where they were asked: a rerun without calls has nothing new to say.
    if spent.calls > 0 { notices += dub.providers.notices(of: spoken) }
    notices += damageNotices(events)
    notices += dub.beds.notices(outcome)
    notices += pipeline.mix.unheard(among: Set(lines.compactMap(\.speaker)))
    verdict = grade
  }

  private mutating func add(
    _ language: Dub.LanguageDub, _ pipeline: Pipeline, _ outcome: Outcome
  ) throws {
    let tag = language.language
    guard let script = outcome.value(of: language.voicing.script),
      let fitted = language.voicing.fitted(outcome),
      let read = outcome.value(of: language.script),
      let track = outcome.value(of: language.track),
      let encoded = outcome.value(of: language.encoded)
    else { throw InputError("The run ended without `\(tag)`.") }
    lines += fitted.map { LineReport(language: tag, $0) }
    unspoken += script.unspoken.map {
      UnspokenReport(language: tag, cue: $0.cue, reason: $0.reason.rawValue)
    }
    notices += read.sentences(file: pipeline.subtitleName(tag))
    notices += script.sentences(language: tag)
    notices += language.voicing.sentences(outcome.value(of: language.voicing.lines) ?? [])
    if let chosen = language.voicing.choices(outcome) {
      notices += chosen.sentences
      if chosen.isStale { staleLocks.append(tag) }
    }
    if let sentence = encoded.levelled.sentence(tag) { notices.append(sentence) }
    sources[tag] = track.source.url
    if let file = language.file.flatMap({ outcome.value(of: $0) }),
      let path = pipeline.output.trackPath(tag)
    {
      outputs.append(
        Output(path: path, language: tag, sha256: file.digest.rawValue, bytes: file.bytes))
    }
  }

  /// Distinct steps: one that was made once is made, however often it was found afterwards.
  public static func count(_ events: [Event]) -> (made: Int, kept: Int) {
    var made: Set<String> = []
    var kept: Set<String> = []
    for event in events {
      switch event {
      case .made(let step, _): made.insert(step.label)
      case .kept(let step, _): kept.insert(step.label)
      default: continue
      }
    }
    return (made.count, kept.subtracting(made).count)
  }

  private var grade: Grade {
    if checks.contains(where: { !$0.passed }) { return .fail }
    let isShort = lines.contains { $0.verdict == Verdict.overruns.rawValue }
    let isLost = unspoken.contains { $0.reason == NotSpoken.afterPicture.rawValue }
    return isShort || isLost || !staleLocks.isEmpty ? .warn : .pass
  }
}

extension ReadScript {
  /// Its notices with file and line.
  func sentences(file: String) -> [String] {
    var sentences = notices.map { "\(file):\($0.line): \($0.sentence)" }
    if encoding.uppercased() != "UTF-8" { sentences.append("\(file): read as \(encoding).") }
    return sentences
  }
}

extension SpokenScript {
  /// Cues that are lost, which a person must know.
  func sentences(language: String) -> [String] {
    unspoken.filter { $0.reason == .afterPicture }.map {
      "\(language)/\($0.cue): starts after the end of the picture and is not in the dub. Check its time."
    }
  }
}

extension Pipeline {
  /// What messages call the cues of a language.
  func subtitleName(_ language: String) -> String {
    guard let dubbed = languages.first(where: { $0.language == language }) else { return language }
    if case .file(let path, _, _, _) = dubbed.subtitles { return path }
    return "\(video) (`\(language)`)"
  }

  /// Every file a run writes.
  public var outputPaths: [String] {
    [output.path] + languages.compactMap { output.trackPath($0.language) }
  }
}
