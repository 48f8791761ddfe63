import Engine
public import Foundation
import GRDB
public import Voices

/// Writes every call down: before it is sent, and how it ended.
///
/// A call whose process dies in between stays open; the next to open the ledger marks it as unknown, possibly billed.
public struct LedgerCalls: CallWatcher {
  private let run: LedgerRun
  private let now: @Sendable () -> Date

  public init(_ run: LedgerRun, now: @escaping @Sendable () -> Date = { Date() }) {
    self.run = run
    self.now = now
  }

  public func began(_ call: Call) -> CallTicket {
    guard let id = insert(call) else { return CallTicket { _ in } }
    return CallTicket { outcome in end(id, call, outcome) }
  }

  private func insert(_ call: Call) -> Int64? {
    guard let number = run.id else { return nil }
    let (step, started) = (Step.current?.label, milliseconds(now()))
    return run.ledger.attempt { database in
      try database.cachedStatement(
        sql: """
          INSERT INTO calls (run, step, provider, type, account, model, voice, language, estimated,
            cost, currency, attempt, started, state)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')
          """
      ).execute(arguments: [
        number, step, call.provider, call.type, call.account, call.model, call.voice,
        call.language, call.characters, call.characters * call.tariff.nanosPerCharacter,
        call.tariff.currency, call.attempt, started,
      ])
      return database.lastInsertedRowID
    }
  }

  private func end(_ id: Int64, _ call: Call, _ outcome: CallOutcome) {
    _ = run.ledger.attempt { database in
      try database.cachedStatement(
        sql: """
          UPDATE calls SET state = 'ended', billed = ?, cost = ?, latency = ?, connecting = ?,
            first_audio = ?, request = ?, failure = ?, revision = ?
          WHERE id = ?
          """
      ).execute(arguments: [
        outcome.characters, outcome.characters * call.tariff.nanosPerCharacter,
        milliseconds(outcome.duration), outcome.connecting.map(milliseconds),
        outcome.firstAudio.map(milliseconds), outcome.request, outcome.failure?.rawValue,
        outcome.revision, id,
      ])
    }
  }
}
