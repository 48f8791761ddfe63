import Bookkeeping
import Dubbing
import Engine
import Stages

/// What a run says about itself at its end.
struct Closing {
  var proof: RerunProof
  /// Why each made step was made.
  var reasons: [String: Reason]
  var saved: Bill
  var takes: [SpokenTakes.Spoken]
}

extension Session {
  /// What this run made, why, and what it spared.
  func closing(_ end: RerunProof.RunEnd) -> Closing {
    let takes = SpokenTakes(record.events, store: workspace.store)
    let saved = worth(of: takes)
    return Closing(
      proof: RerunProof(
        record.events, before: before.lastDone, spent: tally.spent, saved: saved, end: end),
      reasons: Explanation(
        record.events, before: before.lastDone, settings: settings, graph: dub.graph,
        store: workspace.store
      ).reasons, saved: saved, takes: takes.bought)
  }

  /// The settings this run went by; of languages left out, those they last went by.
  private var settings: [String: String] {
    Pipeline.settings(
      in: pipeline.file, of: pipeline.languages.map(\.language), others: before.settings)
  }

  /// What the lines that were kept cost when they were bought; at list prices where the ledger does not know them.
  private func worth(of takes: SpokenTakes) -> Bill {
    let known = history.prices(of: takes.kept)
    var bill = Bill()
    for price in known.values { bill += Bill(nanos: [price.currency: price.nanos]) }
    let rest = takes.kept.filter { known[$0] == nil }
    bill += takes.listPrice(of: Array(rest), by: providers)
    return bill
  }

  /// Writes how the run ended into the ledger, and what it did for `explain`.
  func finish(_ status: RunEnding.Status, _ close: Closing, outputs: [Report.Output]) {
    var ending = RunEnding(status)
    ending.lines = close.proof.lines
    ending.calls = tally.spent.calls
    ending.characters = tally.spent.characters
    ending.saved = close.saved.byCurrency
    ending.proof = close.proof.sentence
    ending.reasons = close.reasons.mapValues(\.sentence)
    ending.takes = close.takes.map {
      LedgerTake(
        key: $0.key, label: $0.label, blob: $0.blob, length: $0.length, characters: $0.characters)
    }
    ending.outputs = outputs.map {
      LedgerOutput(path: $0.path, language: $0.language, digest: $0.sha256, bytes: $0.bytes)
    }
    history.end(ending)
    remember(status, close.reasons)
  }

  /// Keeps what this run did for `explain`.
  private func remember(_ status: RunEnding.Status, _ reasons: [String: Reason]) {
    var last = before
    last.update(with: record.events)
    for (label, reason) in reasons { last.steps[label]?.why = reason }
    if status == .done {
      last.settings = settings
      last.end(record.events, upstream: dub.graph.upstream)
    }
    do {
      try last.save(as: pipeline.identity, in: workspace.store)
    } catch {
      Console.warning("what this run did is not remembered for `explain`: \(error)")
    }
  }
}

extension Report {
  mutating func tell(_ close: Closing) {
    proof = close.proof
    why = ReasonGroup.all(close.reasons)
    cost.saved = close.saved.amount
    // Where this run bought nothing, what it saved says what its voices are paid in.
    if calls == 0 { cost.currency = close.saved.currency }
  }
}
