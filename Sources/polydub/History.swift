import ArgumentParser
import Bookkeeping
import Engine
import Foundation
import Stages
import Telemetry
import Voices

/// Writes a run into the ledger of its store: calls, steps and takes as they happen, everything else when it ends.
final class History: Journal, CallWatcher {
  private let ledger: Ledger?
  private let steps = LedgerJournal()
  private let run = Locked<LedgerRun?>(nil)
  private let store: Store
  /// What is not written yet; the first of a batch sees to it that the batch is.
  private let unwritten = Locked<[Event]>([])
  private static let batch = Duration.milliseconds(200)

  /// A ledger that cannot be opened is a warning: it is history, and the dub does not need it.
  init(store: Store) {
    self.store = store
    do {
      ledger = try Ledger(in: store.root)
    } catch {
      ledger = nil
      Console.warning("\(error) The run goes on; it will not be in the history.")
    }
  }

  /// The consents in its ledger; nil without one.
  var consents: ConsentTrail? { ledger.map { ConsentTrail($0) } }

  func begin(_ pipeline: Pipeline, command: String) {
    let begun = ledger?.begin(
      pipeline: pipeline.identity, command: command, version: Polydub.configuration.version)
    run.withLock { $0 = begun }
    if let number = begun?.id { Telemetry.current?.numbered(number) }
  }

  func record(_ event: Event) {
    steps.record(event)
    switch event {
    case .made, .failed: break
    default: return
    }
    guard let run = run.withLock({ $0 }) else { return }
    let isFirst = unwritten.withLock { events in
      events.append(event)
      return events.count == 1
    }
    guard isFirst else { return }
    Task {
      try? await Task.sleep(for: Self.batch)
      write(to: run)
    }
  }

  private func write(to run: LedgerRun) {
    let events = unwritten.withLock { events in
      defer { events = [] }
      return events
    }
    let takes = SpokenTakes(events, store: store).bought.map {
      LedgerTake(
        key: $0.key, label: $0.label, blob: $0.blob, length: $0.length, characters: $0.characters)
    }
    run.note(steps, takes: takes)
  }

  func began(_ call: Call) -> CallTicket {
    guard let run = run.withLock({ $0 }) else { return CallTicket { _ in } }
    return LedgerCalls(run).began(call)
  }

  /// What takes cost when they were bought, those the ledger knows.
  func prices(of keys: Set<Digest>) -> [Digest: Ledger.Price] { ledger?.prices(of: keys) ?? [:] }

  func end(_ ending: RunEnding) {
    run.withLock { $0 }?.end(ending, steps: steps)
    for sentence in ledger?.takeWarnings() ?? [] { Console.warning(sentence) }
  }
}
