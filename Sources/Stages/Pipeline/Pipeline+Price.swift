import Voices

extension Pipeline {
  static let priceKeys = ["per_10k_characters", "currency"]

  /// `price: { per_10k_characters: 0.10, currency: USD }`, in place of the list price; nil for that one.
  static func price(_ entry: Section) throws(PipelineError) -> Tariff? {
    guard let section = try entry.section("price") else { return nil }
    try section.allow(priceKeys)
    let amount = try section.requiredText("per_10k_characters")
    // Billionths of a unit for one character: no more decimals than that can be kept.
    guard let nanos = Price.nanos(amount[...]), nanos.isMultiple(of: 10_000) else {
      throw section.fault(
        "`per_10k_characters` must be an amount with at most five decimals, such as 0.10.",
        at: section.value("per_10k_characters"))
    }
    let currency = try section.requiredText("currency")
    guard currency.count == 3, currency.allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw section.fault(
        "`currency` is three letters, such as USD.", at: section.value("currency"))
    }
    return Tariff(nanosPerCharacter: nanos / 10_000, currency: currency.uppercased())
  }
}
