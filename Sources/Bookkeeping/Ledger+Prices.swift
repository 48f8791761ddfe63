public import Engine
import GRDB

extension Ledger {
  /// What a take cost when it was bought.
  public struct Price: Hashable, Sendable {
    /// Billionths of its currency.
    public var nanos: Int
    /// ISO 4217 code.
    public var currency: String
  }

  /// The prices of takes, by the keys of their lines; those it knows.
  public func prices(of keys: Set<Digest>) -> [Digest: Price] {
    let found = try? database.read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT cost, currency FROM takes WHERE key = ?")
      return try keys.reduce(into: [Digest: Price]()) { prices, key in
        guard let row = try Row.fetchOne(statement, arguments: [key.rawValue]) else { return }
        prices[key] = Price(nanos: try row.read("cost"), currency: try row.read("currency"))
      }
    }
    return found ?? [:]
  }
}
