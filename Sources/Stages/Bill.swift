public import Voices

/// What speech comes to, by currency: amounts of two currencies are never added up.
public struct Bill: Codable, Hashable, Sendable {
  /// Billionths of one unit, by ISO 4217 code.
  private var nanos: [String: Int] = [:]

  public init() {}

  /// - Parameter nanos: billionths of one unit, by ISO 4217 code.
  public init(nanos: [String: Int]) { self.nanos = nanos.filter { $0.value > 0 } }

  /// Billionths of one unit, by ISO 4217 code.
  public var byCurrency: [String: Int] { nanos }

  public var isNothing: Bool { nanos.values.allSatisfy { $0 == 0 } }

  public mutating func add(characters: Int, at tariff: Tariff) {
    guard tariff != .free else { return }
    nanos[tariff.currency, default: 0] += characters * tariff.nanosPerCharacter
  }

  public static func += (bill: inout Bill, other: Bill) {
    bill.nanos.merge(other.nanos) { $0 + $1 }
  }

  /// The code of its currency, the last by name where there are several.
  public var currency: String { nanos.keys.max() ?? Tariff.free.currency }

  /// Exact, with at least two decimals: `0.02913`. Where there are several currencies, the others come first:
  /// `0.40 CNY + 0.02913`.
  public var amount: String {
    let others = nanos.keys.sorted().dropLast().map { "\(Price.text(nanos[$0] ?? 0)) \($0) + " }
    return others.joined() + Price.text(nanos[currency] ?? 0)
  }
}
