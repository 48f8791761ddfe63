import Bookkeeping
import Dubbing
import Engine
import Foundation
import Media
import Stages
import Telemetry
import Voices

/// A pipeline opened for work: its store, its voices, its graph, and whoever watches.
struct Session {
  let pipeline: Pipeline
  let dub: Dub
  let inputs: Inputs
  let workspace: Workspace
  let tally: Tally
  private let width: Int
  private let signals: Signals
  let record = RecordingJournal()
  private let progress: Progress
  let history: History
  let consents: ConsentGate
  let providers: Providers
  /// What the pipeline ran the time before, and the last time to its end.
  let before: RunRecord

  /// Finds and checks everything the pipeline names; nothing is spoken.
  ///
  /// - Parameter choices: the takes people chose; nil for those in the file beside the pipeline.
  init(
    _ pipeline: Pipeline, work: WorkOptions, progress: Progress.Style, choices: TakeChoices? = nil
  ) async throws {
    self.pipeline = pipeline
    workspace = Workspace(store: try work.openStore(pipeline: pipeline.store))
    tally = Tally()
    width = work.width
    signals = Signals()
    self.progress = Progress(progress)
    history = History(store: workspace.store)
    var providers = Providers(pipeline.providers)
    inputs = try await Inputs(
      pipeline, choices: choices ?? TakeChoices(for: pipeline.file), providers: providers,
      workspace: workspace)
    providers.register(inputs.recordings(in: workspace), as: Recording.type)
    consents = ConsentGate(
      history.consents, pipeline: pipeline.identity, uses: inputs.voiceUses)
    self.providers = providers
    before = RunRecord(of: pipeline.identity, in: workspace.store)
    let limit = pipeline.maxCost.map { [SpendingLimit($0)] } ?? []
    let conduct = Conduct(
      turns: Turns(folder: WorkOptions.stateFolder),
      watchers: [consents] + limit + [tally, history] + (Telemetry.current?.watchers ?? []))
    dub = Dub(
      pipeline, inputs: inputs,
      voices: .init(providers: providers, tally: tally, conduct: conduct))
  }

  /// Dubs, checks the result and reports.
  func run() async throws -> Report {
    let consents = try consents.check()
    for path in pipeline.outputPaths + pipeline.reportPaths { try prepareOutput(path) }
    history.begin(pipeline, command: "run")
    do {
      try await refuseEarly()
      let outcome = try await dub.graph.run(
        in: workspace, jobs: width, journal: journal, interruption: signals.interruption)
      progress.end()
      warnOfCount()
      try? dub.rememberRates(outcome, in: workspace.store)
      var report = try Report(
        of: dub, pipeline: pipeline, outcome: outcome, spent: tally.spent, events: record.events)
      let close = closing(.done)
      report.tell(close)
      report.outputs.append(try writeRecord(report, consents.clonedVoices))
      if let folder = pipeline.report {
        report.reports = try ReportFiles(
          in: folder, of: dub, pipeline: pipeline, outcome: outcome, report: report,
          workspace: workspace
        ).write()
      }
      finish(.done, close, outputs: report.outputs)
      self.consents.recordUse(consents, in: report)
      return report
    } catch {
      progress.end()
      let close = closing(.early)
      finish(error is Interrupted ? .interrupted : .failed, close, outputs: [])
      if close.proof.lines > 0 { Console.line(close.proof.sentence) }
      if error is Interrupted { tellKept() }
      throw error
    }
  }

  /// Does what is free and needs no voice, and stops on whatever is wrong with the input before anything is spent.
  private func refuseEarly() async throws {
    let goals = [dub.media.goal] + dub.beds.goals + dub.languages.map(\.voicing.lines.goal)
    let outcome = try await dub.graph.run(
      in: workspace, jobs: width, goals: goals, journal: journal,
      interruption: signals.interruption)
    guard let media = outcome.value(of: dub.media) else { return }
    guard media.length >= Time.rate / 4 else {
      throw InputError(
        "\(pipeline.video): lasts no quarter of a second: nothing can be said in it.")
    }
    guard media.length <= pipeline.limits.hours * 3600 * Time.rate else {
      throw InputError(
        "\(pipeline.video): lasts more than \(pipeline.limits.hours) hours. Is it whole? `limits: { hours: … }` in the "
          + "pipeline allows more.")
    }
    let wrong = refusals(
      of: media, in: pipeline.output.container, dubs: pipeline.output.codec)
    if let first = wrong.first { throw InputError("\(pipeline.video): \(first)") }
    try dub.beds.refuse(in: outcome, pipeline: pipeline)
  }

  /// What a run would do; runs only what is free.
  func plan() async throws -> Forecast {
    try consents.check()
    let outcome = try await dub.graph.plan(
      in: workspace, jobs: width, journal: journal, interruption: signals.interruption)
    var forecast = try await Forecast(
      of: dub, pipeline: pipeline, outcome: outcome, workspace: workspace)
    forecast.notices += damageNotices(record.events)
    return forecast
  }

  /// What is known of one language without asking a voice.
  func known(of language: Dub.LanguageDub) async throws -> Outcome {
    let voicing = language.voicing
    return try await dub.graph.plan(
      in: workspace, jobs: width, goals: [voicing.lines.goal, voicing.paced.goal],
      journal: journal, interruption: signals.interruption)
  }

  /// How the lines of one language fit, as far as they are spoken.
  func fitted(_ language: Dub.LanguageDub) async throws -> Outcome {
    let voicing = language.voicing
    return try await dub.graph.plan(
      in: workspace, jobs: width,
      goals: [voicing.plan.goal, voicing.cuts.goal, dub.media.goal], journal: journal,
      interruption: signals.interruption)
  }

  /// Asks the voice for one line, unless its take is there; written into the ledger as a run of its own.
  ///
  /// - Parameter label: `es/17`, as people name the line.
  func speak(_ line: Line, label: String, command: String) async throws -> Take {
    let parts = label.split(separator: "/", maxSplits: 1).map(String.init)
    var graph = Graph()
    let own = dub.languages.first { $0.language == parts[0] }?.voicing.speak
    let takes = graph.each(
      own ?? dub.speak, graph.given([line]), label: "\(parts[0])/speak",
      names: graph.given([parts.last ?? "1"]))
    history.begin(pipeline, command: command)
    do {
      let outcome = try await graph.run(
        in: workspace, jobs: 1, journal: journal, interruption: signals.interruption)
      guard let take = outcome.value(of: takes)?.first else {
        throw InputError("\(label) could not be spoken.")
      }
      history.end(ending(.done))
      return take
    } catch {
      history.end(ending(error is Interrupted ? .interrupted : .failed))
      throw error
    }
  }

  private func ending(_ status: RunEnding.Status) -> RunEnding {
    let close = closing(.early)
    var ending = RunEnding(status)
    ending.lines = 1
    ending.calls = tally.spent.calls
    ending.characters = tally.spent.characters
    ending.takes = close.takes.map {
      LedgerTake(
        key: $0.key, label: $0.label, blob: $0.blob, length: $0.length, characters: $0.characters)
    }
    return ending
  }

  /// Packs every take of its lines that the store has, and those of its last run, into an archive.
  func pack(to path: String) async throws -> Packed {
    let voicings = dub.languages.map(\.voicing)
    let outcome = try await dub.graph.plan(
      in: workspace, jobs: width,
      goals: voicings.flatMap { [$0.worded.goal, $0.lines.goal, $0.takes.goal] },
      journal: journal, interruption: signals.interruption)
    let known = voicings.flatMap { [outcome.value(of: $0.worded), outcome.value(of: $0.lines)] }
    var keys = try workspace.takes(of: known.flatMap { $0 ?? [] })
    keys.formUnion(before.steps.values.filter { $0.stage == SpeakLine.name }.map(\.key))
    var lines = 0
    for event in record.events {
      switch event {
      case .kept(let step, let key) where step.stage == SpeakLine.name:
        keys.insert(key)
        lines -= 1
      case .expected(let label, let count) where label.hasSuffix("/speak"): lines += count
      default: break
      }
    }
    let takes = try workspace.store.pack(keys.map { (SpeakLine.name, $0) }, to: path)
    return Packed(takes: takes, unspoken: lines)
  }

  /// What is different about its lines since its last run.
  func difference() async throws -> TranslationDiff {
    let outcome = try await dub.graph.plan(
      in: workspace, jobs: width, goals: dub.languages.map(\.voicing.lines.goal),
      journal: journal, interruption: signals.interruption)
    return try TranslationDiff(
      of: dub, outcome: outcome, before: before.lastDone, workspace: workspace)
  }

  /// Compares a file with what the pipeline says it must be.
  func check(_ file: String) async throws -> [Stages.Check] {
    let goals = [dub.media.goal, dub.expected.goal]
    let outcome = try await dub.graph.plan(
      in: workspace, jobs: width, goals: goals, journal: journal,
      interruption: signals.interruption)
    guard let media = outcome.value(of: dub.media), let expected = outcome.value(of: dub.expected)
    else { throw InputError("Not every line of the pipeline is spoken yet. Run it first.") }
    return try dub.check(of: file).checks(source: media, dropped: nil, expected, in: workspace)
  }

  /// What `--json` prints when a run ends without a result.
  func failed(_ error: any Error) -> FailedRun {
    let steps = Report.count(record.events)
    return FailedRun(
      errors: Failure(error).sentences, made: steps.made, kept: steps.kept,
      calls: tally.spent.calls, characters: tally.spent.characters,
      respoken: tally.spent.respoken, proof: closing(.early).proof)
  }

  private var journal: any Journal {
    Journals([record, progress, history] + (Telemetry.current?.journals ?? []))
  }

  /// A service that bills otherwise than it says is worth a look at its console.
  private func warnOfCount() {
    let difference = tally.spent.beyondRule
    guard difference != 0 else { return }
    Console.warning(
      "the services billed \(abs(difference)) characters \(difference > 0 ? "more" : "fewer") than their "
        + "own rules say; compare with their consoles")
  }

  private func tellKept() {
    let lines = Set(
      record.events.compactMap { event -> String? in
        switch event {
        case .made(let step, _) where step.stage == SpeakLine.name: step.label
        case .kept(let step, _) where step.stage == SpeakLine.name: step.label
        default: nil
        }
      })
    Console.line("kept: the takes of \(lines.count) lines and every other finished step")
  }

  /// The JSON record beside the output: engines, voices, versions, hashes.
  private func writeRecord(
    _ report: Report, _ cloned: [String: [DeliveryRecord.ClonedVoice]]
  ) throws -> Report.Output {
    let path = pipeline.output.path + ".json"
    let bytes = try DeliveryRecord(report: report, inputs: inputs, cloned: cloned).json()
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError(
        "\(path): cannot be written. Check its folder and the space left, and run again.")
    }
    return Report.Output(
      path: path, language: nil, sha256: Digest(of: bytes).rawValue, bytes: bytes.count)
  }
}

/// A run that ended early: why, and what is kept of it.
struct FailedRun: Encodable {
  var verdict = Grade.fail
  var errors: [String]
  var made: Int
  var kept: Int
  var calls: Int
  var characters: Int
  var respoken: Int
  var proof: RerunProof
}

/// What an archive of takes has, and how many lines have no take yet.
struct Packed: Encodable {
  var takes: Int
  var unspoken: Int
}

/// Several journals as one.
struct Journals: Journal {
  let all: [any Journal]
  init(_ all: [any Journal]) { self.all = all }
  func record(_ event: Event) { for journal in all { journal.record(event) } }
}
