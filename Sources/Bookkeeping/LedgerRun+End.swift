public import Engine
public import Foundation
import GRDB

/// How a run ended, for its ledger.
public struct RunEnding: Sendable {
  public enum Status: String, Codable, Sendable { case done, failed, interrupted }

  public var status: Status
  /// Lines the run has, spoken or kept.
  public var lines = 0
  public var calls = 0
  public var characters = 0
  /// What the lines that were kept cost when they were bought: billionths, by currency.
  public var saved: [String: Int] = [:]
  /// The sentence the run ended with.
  public var proof: String?
  /// Why each made step was made, by label.
  public var reasons: [String: String] = [:]
  public var takes: [LedgerTake] = []
  public var outputs: [LedgerOutput] = []

  public init(_ status: Status) { self.status = status }
}

/// One take as it was bought.
public struct LedgerTake: Hashable, Sendable {
  /// The key of the line it is a recording of.
  public var key: Digest
  /// The step that made it, for what its calls came to.
  public var label: String
  public var blob: Digest
  /// Samples at 48 kHz.
  public var length: Int?
  public var characters: Int

  public init(key: Digest, label: String, blob: Digest, length: Int?, characters: Int) {
    self.key = key
    self.label = label
    self.blob = blob
    self.length = length
    self.characters = characters
  }
}

/// A file a run wrote.
public struct LedgerOutput: Codable, Hashable, Sendable {
  public var path: String
  public var language: String?
  public var digest: String
  public var bytes: Int

  public init(path: String, language: String?, digest: String, bytes: Int) {
    self.path = path
    self.language = language
    self.digest = digest
    self.bytes = bytes
  }
}

extension LedgerRun {
  /// Writes what the run has made so far, so that it is known even if the run is killed.
  public func note(_ steps: LedgerJournal, takes: [LedgerTake], at date: Date = Date()) {
    guard let id else { return }
    let entries = steps.takeUnwritten()
    _ = ledger.attempt { database in
      for (label, entry) in entries {
        // What the end of the run has written says why as well.
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO steps VALUES (?,?,?,?,?,?,?)")
          .execute(arguments: Self.row(id, label, entry, why: nil))
      }
      for take in takes { try insert(take, at: date, database) }
    }
  }

  private static func row(_ run: Int64, _ label: String, _ entry: LedgerJournal.Entry, why: String?)
    -> StatementArguments
  {
    [
      run, label, entry.stage, entry.key?.rawValue, entry.isMade ? "made" : "failed", why,
      entry.duration.map(milliseconds),
    ]
  }

  /// Writes how the run ended, all at once.
  public func end(_ ending: RunEnding, steps: LedgerJournal, at date: Date = Date()) {
    guard let id else { return }
    let (entries, kept) = (steps.entries, steps.kept)
    _ = ledger.attempt { database in
      for (label, entry) in entries {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO steps VALUES (?,?,?,?,?,?,?)")
          .execute(arguments: Self.row(id, label, entry, why: ending.reasons[label]))
      }
      for (stage, count) in kept {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO kept_steps VALUES (?,?,?)")
          .execute(arguments: [id, stage, count])
      }
      for take in ending.takes { try insert(take, at: date, database) }
      for output in ending.outputs {
        try database.execute(
          sql: "INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?)",
          arguments: [id, output.path, output.language, output.digest, output.bytes])
      }
      try Ledger.addCosts(of: id, saved: ending.saved, database)
      try database.execute(
        sql: """
          UPDATE runs SET status = ?, ended = ?, made = ?, kept = ?, lines = ?, calls = ?,
            characters = ?, proof = ? WHERE id = ?
          """,
        arguments: [
          ending.status.rawValue, milliseconds(date), entries.values.count(where: \.isMade),
          kept.values.reduce(0, +), ending.lines, ending.calls, ending.characters, ending.proof,
          id,
        ])
    }
  }

  /// A take with what all calls of its step came to, repeats included.
  ///
  /// One that was made without a call has no price of this run: what it cost was written when it was paid.
  private func insert(_ take: LedgerTake, at date: Date, _ database: Database) throws {
    let paid = try Row.fetchOne(
      database,
      sql: """
        SELECT SUM(cost) AS cost, MAX(currency) AS currency FROM calls
        WHERE run = ? AND step = ? HAVING COUNT(*) > 0
        """,
      arguments: [id, take.label])
    guard let paid else { return }
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO takes VALUES (?,?,?,?,?,?,?,?)")
      .execute(arguments: [
        take.key.rawValue, take.blob.rawValue, take.length, take.characters,
        paid["cost"], paid["currency"], milliseconds(date), id,
      ])
  }
}
