import Dubbing
public import Voices
import Yams

extension Pipeline {
  /// `max_cost: 2.50`, `max_cost: 2.50 USD`, or a list of such, one for each currency.
  static func maxCost(_ root: Section, providers: [String: Account]) throws(PipelineError)
    -> SpendingLimit.Amounts?
  {
    guard let node = root.value("max_cost"), !node.isNull else { return nil }
    let written =
      node.sequence.map { $0.map { $0.scalar?.string ?? "" } } ?? [node.scalar?.string ?? ""]
    do {
      return try maxCost(written, providers: providers)
    } catch {
      throw root.fault("`max_cost`: \(error)", at: node)
    }
  }

  /// Limits as they are written in a file or on the command line.
  public static func maxCost(_ written: [String], providers: [String: Account])
    throws(InputError) -> SpendingLimit.Amounts
  {
    var amounts: SpendingLimit.Amounts = [:]
    for text in written {
      let parts = text.split(separator: " ")
      guard (1...2).contains(parts.count), let nanos = Price.nanos(parts[0]) else {
        throw InputError("“\(shown(text))” is no amount; write one such as `2.50 USD`.")
      }
      let currency = try parts.count == 2 ? currency(parts[1]) : onlyCurrency(of: providers)
      guard amounts.updateValue(nanos, forKey: currency) == nil else {
        throw InputError("there are two limits in \(currency); keep one.")
      }
    }
    return amounts
  }

  private static func currency(_ text: Substring) throws(InputError) -> String {
    guard text.count == 3, text.allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw InputError(
        "“\(shown(String(text)))” is no currency; write its three letters, such as USD.")
    }
    return text.uppercased()
  }

  /// What an amount without a currency is in.
  private static func onlyCurrency(of providers: [String: Account]) throws(InputError) -> String {
    let tariffs = Providers(providers).tariffs.filter { $0 != .free }
    let currencies = Set(tariffs.map(\.currency)).sorted()
    guard currencies.count < 2 else {
      throw InputError(
        "the providers are paid in \(currencies.joined(separator: " and ")): write `2.50 \(currencies[0])`, "
          + "one amount for each.")
    }
    return currencies.first ?? Tariff.free.currency
  }
}
