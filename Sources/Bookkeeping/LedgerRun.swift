import Engine
public import Foundation
import GRDB

/// One run in the ledger, from its beginning on.
public struct LedgerRun: Sendable {
  public let ledger: Ledger
  /// Its number, counted up over all pipelines; nil where the ledger cannot be written.
  public let id: Int64?
}

extension Ledger {
  /// Writes that a run begins.
  ///
  /// - Parameter pipeline: its file.
  public func begin(pipeline: String, command: String, version: String, at date: Date = Date())
    -> LedgerRun
  {
    let id = attempt { database in
      try database.execute(
        sql: """
          INSERT INTO runs (pipeline, command, version, started, status, process)
          VALUES (?, ?, ?, ?, 'running', ?)
          """,
        arguments: [pipeline, command, version, milliseconds(date), ProcessMark.own.text])
      return database.lastInsertedRowID
    }
    return LedgerRun(ledger: self, id: id)
  }

  /// Ends what dead processes left open: what they had asked for may be billed.
  static func closeAbandoned(_ database: Database) throws {
    let running = try Row.fetchAll(
      database, sql: "SELECT id, process FROM runs WHERE status = 'running'")
    for row in running where try !ProcessMark(text: row.read("process")).isAlive {
      let run: Int64 = try row.read("id")
      try database.execute(
        sql: "UPDATE calls SET state = 'unknown' WHERE run = ? AND state = 'open'",
        arguments: [run])
      try addCosts(of: run, saved: [:], database)
      try database.execute(
        sql: """
          UPDATE runs SET status = 'killed',
            made = (SELECT COUNT(*) FROM steps WHERE run = :run AND outcome = 'made'),
            calls = (SELECT COUNT(*) FROM calls WHERE run = :run),
            characters =
              (SELECT COALESCE(SUM(COALESCE(billed, estimated)), 0) FROM calls WHERE run = :run)
          WHERE id = :run
          """,
        arguments: ["run": run])
    }
  }

  /// Writes what a run's calls came to, by currency.
  static func addCosts(of run: Int64, saved: [String: Int], _ database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO costs (run, currency, spent, saved)
        SELECT run, currency, SUM(cost), 0 FROM calls WHERE run = ? GROUP BY currency
        HAVING SUM(cost) > 0
        """,
      arguments: [run])
    for (currency, nanos) in saved where nanos > 0 {
      try database.execute(
        sql: """
          INSERT INTO costs (run, currency, spent, saved) VALUES (?, ?, 0, ?)
          ON CONFLICT (run, currency) DO UPDATE SET saved = excluded.saved
          """,
        arguments: [run, currency, nanos])
    }
  }
}

/// Milliseconds since 1970.
func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }

func milliseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  return seconds * 1000 + attoseconds / 1_000_000_000_000_000
}
