public import Foundation
import GRDB

/// What calls came to, gathered by one trait of theirs.
public struct Spending: Codable, Hashable, Sendable {
  /// `es`, `2026-11`…; empty where everything is one sum.
  public var name: String
  /// Amounts of two currencies are two rows.
  public var currency: String
  public var calls: Int
  /// Characters billed; where it is not known whether a call was, those it would be billed for.
  public var characters: Int
  /// Billionths of the currency.
  public var nanos: Int
  /// Calls whose end nobody saw, because their process died: possibly billed, and counted as if they were.
  public var unknown: Int
  /// Calls that gave no speech.
  public var failed: Int

  /// Exact, with at least two decimals.
  public var amount: String { money(nanos) }

  /// What calls are gathered by.
  public enum Trait: String, CaseIterable, Codable, Sendable {
    case language, voice, model, month, provider, pipeline, run

    var sql: String {
      switch self {
      case .language: "calls.language"
      case .voice: "calls.type || '/' || calls.voice"
      case .model: "calls.model"
      case .month: "strftime('%Y-%m', calls.started / 1000, 'unixepoch')"
      case .provider: "calls.provider"
      case .pipeline: "(SELECT pipeline FROM runs WHERE runs.id = calls.run)"
      case .run: "CAST(calls.run AS TEXT)"
      }
    }
  }
}

extension Ledger {
  /// What calls came to since a date, the dearest first in each currency.
  ///
  /// - Parameters:
  ///   - trait: nil for one sum a currency.
  ///   - pipeline: its file, where only its calls count.
  public func spending(
    by trait: Spending.Trait? = nil, since date: Date? = nil, pipeline: String? = nil
  ) throws(LedgerError) -> [Spending] {
    let name = trait?.sql ?? "''"
    let order = trait == .month ? "name" : "currency, nanos DESC, name"
    return try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT \(name) AS name, currency, COUNT(*) AS calls,
            SUM(COALESCE(billed, estimated)) AS characters, SUM(cost) AS nanos,
            SUM(state = 'unknown') AS unknown, SUM(failure IS NOT NULL) AS failed
          FROM calls WHERE started >= :since AND
            (:pipeline IS NULL OR run IN (SELECT id FROM runs WHERE pipeline = :pipeline))
          GROUP BY name, currency ORDER BY \(order)
          """,
        arguments: ["since": date.map { milliseconds($0) } ?? 0, "pipeline": pipeline]
      ).map { row in
        try Spending(
          name: row.read("name") ?? "", currency: row.read("currency"), calls: row.read("calls"),
          characters: row.read("characters"), nanos: row.read("nanos"),
          unknown: row.read("unknown"), failed: row.read("failed"))
      }
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try database.read(body)
    } catch { throw LedgerError(database.path, error) }
  }
}

/// Billionths as a decimal number with at least two decimals.
func money(_ nanos: Int) -> String {
  let (whole, rest) = nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
  var digits = String(String(1_000_000_000 + rest).dropFirst())
  while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
  return "\(whole).\(digits)"
}
