public import Foundation
import GRDB

/// One run as the ledger tells it.
public struct PastRun: Codable, Hashable, Sendable {
  public var run: Int64
  public var pipeline: String
  public var command: String
  public var version: String
  public var started: Date
  public var ended: Date?
  /// `done`, `failed`, `interrupted`, `killed`, or `running`.
  public var status: String
  public var made: Int
  public var kept: Int
  public var lines: Int
  public var calls: Int
  public var characters: Int
  public var proof: String?
  /// By currency.
  public var costs: [Cost]

  public struct Cost: Codable, Hashable, Sendable {
    public var currency: String
    public var spent: String
    public var saved: String
  }
}

/// One run in full.
public struct PastRunDetail: Codable, Hashable, Sendable {
  public var run: PastRun
  /// Steps made and failed; those that were kept are counted by stage.
  public var steps: [PastStep]
  public var kept: [String: Int]
  public var calls: [PastCalls]
  /// Every call by itself, in the order they began.
  public var everyCall: [PastCall]
  public var outputs: [LedgerOutput]

  public struct PastStep: Codable, Hashable, Sendable {
    public var label: String
    public var outcome: String
    public var why: String?
    public var milliseconds: Int?
  }

  /// One call, as a service's support desk asks for it.
  public struct PastCall: Codable, Hashable, Sendable {
    public var step: String?
    public var provider: String
    public var model: String
    public var voice: String
    public var language: String
    public var started: Date
    /// `ended`, `open`, `unknown`, or why there was no speech.
    public var ending: String
    /// 1 for the first time a text is asked.
    public var attempt: Int
    /// The service's own number for it, where it gave one.
    public var request: String?
    public var characters: Int
    public var cost: String
    public var currency: String
    /// Milliseconds, and to its first sound.
    public var latency: Int?
    public var firstAudio: Int?
  }

  /// The calls of a run to one model, by how they ended.
  public struct PastCalls: Codable, Hashable, Sendable {
    public var provider: String
    public var model: String
    /// `ended`, `open`, `unknown`, or why there was no speech.
    public var ending: String
    public var calls: Int
    public var repeats: Int
    public var characters: Int
    public var cost: String
    public var currency: String
    /// Mean milliseconds of a call, and to its first sound.
    public var latency: Int?
    public var firstAudio: Int?
  }
}

extension Ledger {
  /// The latest runs, the last first.
  public func runs(limit: Int, pipeline: String? = nil) throws(LedgerError) -> [PastRun] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM runs WHERE :pipeline IS NULL OR pipeline = :pipeline
          ORDER BY id DESC LIMIT :limit
          """,
        arguments: ["pipeline": pipeline, "limit": limit]
      ).map { try Self.run($0, database) }
    }
  }

  /// One run; nil where there is none of that number.
  public func run(_ id: Int64) throws(LedgerError) -> PastRunDetail? {
    try read { database in
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id])
      else { return nil }
      let kept = try Row.fetchAll(
        database, sql: "SELECT stage, count FROM kept_steps WHERE run = ?", arguments: [id])
      return PastRunDetail(
        run: try Self.run(row, database), steps: try Self.steps(of: id, database),
        kept: try kept.reduce(into: [:]) { $0[try $1.read("stage")] = try $1.read("count") },
        calls: try Self.calls(of: id, database),
        everyCall: try Self.everyCall(of: id, database), outputs: try Self.outputs(of: id, database)
      )
    }
  }

  private static func run(_ row: Row, _ database: Database) throws -> PastRun {
    let id: Int64 = try row.read("id")
    let costs = try Row.fetchAll(
      database, sql: "SELECT * FROM costs WHERE run = ? ORDER BY currency", arguments: [id])
    return try PastRun(
      run: id, pipeline: row.read("pipeline"), command: row.read("command"),
      version: row.read("version"), started: date(row.read("started")),
      ended: (row.read("ended") as Int64?).map(date), status: row.read("status"),
      made: row.read("made"), kept: row.read("kept"), lines: row.read("lines"),
      calls: row.read("calls"), characters: row.read("characters"), proof: row.read("proof"),
      costs: costs.map {
        try .init(
          currency: $0.read("currency"), spent: money($0.read("spent")),
          saved: money($0.read("saved")))
      })
  }

  private static func steps(of run: Int64, _ database: Database) throws -> [PastRunDetail.PastStep]
  {
    try Row.fetchAll(
      database, sql: "SELECT * FROM steps WHERE run = ? ORDER BY label", arguments: [run]
    ).map {
      try .init(
        label: $0.read("label"), outcome: $0.read("outcome"), why: $0.read("why"),
        milliseconds: $0.read("duration"))
    }
  }

  private static func calls(of run: Int64, _ database: Database) throws -> [PastRunDetail.PastCalls]
  {
    try Row.fetchAll(
      database,
      sql: """
        SELECT provider, model, COALESCE(failure, state) AS ending, COUNT(*) AS calls,
          SUM(attempt > 1) AS repeats, SUM(COALESCE(billed, estimated)) AS characters,
          SUM(cost) AS cost, currency, CAST(AVG(latency) AS INTEGER) AS latency,
          CAST(AVG(first_audio) AS INTEGER) AS first_audio
        FROM calls WHERE run = ? GROUP BY provider, model, ending, currency
        """,
      arguments: [run]
    ).map {
      try .init(
        provider: $0.read("provider"), model: $0.read("model"), ending: $0.read("ending"),
        calls: $0.read("calls"), repeats: $0.read("repeats"), characters: $0.read("characters"),
        cost: money($0.read("cost")), currency: $0.read("currency"), latency: $0.read("latency"),
        firstAudio: $0.read("first_audio"))
    }
  }

  private static func everyCall(of run: Int64, _ database: Database) throws
    -> [PastRunDetail.PastCall]
  {
    try Row.fetchAll(
      database,
      sql: """
        SELECT *, COALESCE(failure, state) AS ending, COALESCE(billed, estimated) AS characters
        FROM calls WHERE run = ? ORDER BY id
        """,
      arguments: [run]
    ).map {
      try .init(
        step: $0.read("step"), provider: $0.read("provider"), model: $0.read("model"),
        voice: $0.read("voice"), language: $0.read("language"), started: date($0.read("started")),
        ending: $0.read("ending"), attempt: $0.read("attempt"), request: $0.read("request"),
        characters: $0.read("characters"), cost: money($0.read("cost")),
        currency: $0.read("currency"), latency: $0.read("latency"),
        firstAudio: $0.read("first_audio"))
    }
  }

  private static func outputs(of run: Int64, _ database: Database) throws -> [LedgerOutput] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM outputs WHERE run = ? ORDER BY path", arguments: [run]
    ).map {
      try LedgerOutput(
        path: $0.read("path"), language: $0.read("language"), digest: $0.read("digest"),
        bytes: $0.read("bytes"))
    }
  }

  private static func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
