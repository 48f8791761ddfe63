/// What an answer says it cost: characters, or for the first generation tokens of text and of sound.
struct DashScopeUsage: Decodable, Sendable {
  var characters: Int?
  var inputTokens: Int?
  var outputTokens: Int?

  /// Characters to book; nil where the service says nothing that can be booked.
  ///
  /// Of a model paid by tokens, as many characters as come to the same amount at its estimated price for one.
  func billed(by model: String) -> Int? {
    guard QwenPrices.isByToken(model) else { return characters }
    let tokens = (inputTokens ?? 0, outputTokens ?? 0)
    guard tokens.0 + tokens.1 > 0 else { return characters.flatMap { $0 > 0 ? $0 : nil } }
    return QwenPrices.characters(
      worth: tokens.0, tokens.1, isRealtime: DashScopeAccount.isRealtime(model))
  }

  static func + (a: Self, b: Self) -> Self {
    func sum(_ a: Int?, _ b: Int?) -> Int? { a.map { $0 + (b ?? 0) } ?? b }
    return Self(
      characters: sum(a.characters, b.characters), inputTokens: sum(a.inputTokens, b.inputTokens),
      outputTokens: sum(a.outputTokens, b.outputTokens))
  }
}
