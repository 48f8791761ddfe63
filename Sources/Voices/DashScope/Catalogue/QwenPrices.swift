/// What Qwen-TTS charges by list, in billionths of a unit for each billed character.
enum QwenPrices {
  /// The day the prices were last read.
  static let asOf = "2026-10-12"

  /// The list price of a model in a region; what is not listed is taken for its dearest sibling.
  ///
  /// Source: Model Studio, prices of speech synthesis: 0.10 USD and 0.8 CNY for 10,000 characters over
  /// HTTP, 0.13 USD and 1 CNY over WebSocket. A host of its own is taken for Singapore unless it names Beijing.
  static func tariff(of model: String, in region: DashScopeAccount.Region) -> Tariff {
    let isRealtime = DashScopeAccount.isRealtime(model)
    if isByToken(model) { return byToken(isRealtime) }
    guard !isBeijing(region) else {
      return Tariff(nanosPerCharacter: isRealtime ? 100_000 : 80_000, currency: "CNY")
    }
    return Tariff(nanosPerCharacter: dollars(model, isRealtime), currency: "USD")
  }

  /// What the design of one voice costs, which is billed as one piece: 0.2 USD, in Beijing as much in its currency.
  ///
  /// One of the vendor's notes says 0.2 CNY; the dearer of the two is taken, 0.8 CNY for 0.114682 USD as in its table.
  /// An account's own price is one for characters, and says nothing of a design.
  static func design(in region: DashScopeAccount.Region) -> Tariff {
    isBeijing(region)
      ? Tariff(nanosPerCharacter: 1_400_000_000, currency: "CNY")
      : Tariff(nanosPerCharacter: 200_000_000, currency: "USD")
  }

  private static func dollars(_ model: String, _ isRealtime: Bool) -> Int {
    let isPlain = model.hasPrefix("qwen3-tts-flash")
    guard isRealtime else { return isPlain ? 10_000 : 11_500 }
    let isListed = isPlain || QwenModel.origin(ofModel: model) == .cloned
    // 0.143353 USD for 10,000; rounded up, so that no limit is passed by a fraction.
    return isListed ? 13_000 : 14_336
  }

  /// Whether a model is paid by tokens of text and sound, not by characters.
  static func isByToken(_ model: String) -> Bool { model.hasPrefix("qwen-tts") }

  /// Tokens as characters: 50 for each second of sound, and no billed character lasts longer than an eighth
  /// of a second (a Han character a quarter, and it counts twice); one for the text.
  ///
  /// Source: 0.0016 and 0.01 CNY for 1,000 tokens in and out; realtime 0.345 and 1.721 USD for a million.
  private static func byToken(_ isRealtime: Bool) -> Tariff {
    let (text, sound) = tokens(isRealtime)
    return Tariff(
      nanosPerCharacter: text + sound * 50 / 8, currency: isRealtime ? "USD" : "CNY")
  }

  private static func tokens(_ isRealtime: Bool) -> (text: Int, sound: Int) {
    isRealtime ? (345, 1_721) : (1_600, 10_000)
  }

  /// The characters whose estimated price is that of these tokens, rounded up.
  static func characters(worth text: Int, _ sound: Int, isRealtime: Bool) -> Int {
    let price = tokens(isRealtime)
    let one = byToken(isRealtime).nanosPerCharacter
    return (text * price.text + sound * price.sound + one - 1) / one
  }

  private static func isBeijing(_ region: DashScopeAccount.Region) -> Bool {
    region == .beijing || region.host.contains("cn-beijing")
  }

  /// What whoever plans with these prices should know.
  static func notices(of model: String) -> [String] {
    guard isByToken(model) else { return [] }
    return [
      "`\(model)` is billed by the second of speech, not by the character: its cost here is an estimate, "
        + "rather too high than too low."
    ]
  }
}
