import Transport

/// What a run may spend at most, by currency; it stops before the call that would exceed it.
///
/// Calls in flight count as spent, repeats too. An amount without a currency among the limits may not be spent at all.
public final class SpendingLimit: CallWatcher {
  /// Billionths of one unit, by ISO 4217 code.
  public typealias Amounts = [String: Int]

  private let most: Amounts
  private let spent = Guarded<Amounts>([:])

  public init(_ most: Amounts) { self.most = most }

  public func began(_ call: Call) throws -> CallTicket {
    let price = call.tariff.nanosPerCharacter
    let currency = call.tariff.currency
    let wanted = call.characters * price
    guard wanted > 0 else { return CallTicket { _ in } }
    try spent.withLock { spent in
      let sum = spent[currency, default: 0]
      guard let most = most[currency] else {
        throw SpeechError(
          .overLimit,
          "The spending limit is in \(self.most.keys.sorted().joined(separator: " and ")), but \(call.provider) "
            + "is paid in \(currency). Give a limit in \(currency) too.")
      }
      guard sum + wanted <= most else {
        throw SpeechError(
          .overLimit,
          "The spending limit of \(Price.text(most)) \(currency) is reached: \(Price.text(sum)) are spent, and the next "
            + "line costs \(Price.text(wanted)). Every take is kept; raise the limit and run again to go on."
        )
      }
      spent[currency] = sum + wanted
    }
    return CallTicket { [spent] outcome in
      spent.withLock { $0[currency, default: 0] += outcome.characters * price - wanted }
    }
  }
}

/// Money as people write it.
public enum Price {
  /// Billionths of one unit as an exact decimal with at least two places: `0.02913`.
  public static func text(_ nanos: Int) -> String {
    let (whole, rest) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var digits = String(String(1_000_000_000 + rest).dropFirst())
    while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
    return "\(nanos < 0 ? "-" : "")\(whole).\(digits)"
  }

  /// An exact decimal such as `2.50`, in billionths; nil for what is none, below zero, or finer than that.
  public static func nanos(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0]), whole < 1_000_000_000
    else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : "0"
    guard (1...9).contains(fraction.count),
      let rest = digits(fraction + String(repeating: "0", count: 9 - fraction.count))
    else { return nil }
    return whole * 1_000_000_000 + rest
  }

  private static func digits(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }
}
