/// How often, and how many at once, an account may be asked.
public struct Allowance: Codable, Hashable, Sendable {
  /// Calls in a thousand seconds: 3,000 for three a second.
  public var callsPerKilosecond: Int
  /// Calls in flight at once, of this process.
  public var concurrency: Int

  public init(callsPerKilosecond: Int, concurrency: Int) {
    self.callsPerKilosecond = callsPerKilosecond
    self.concurrency = concurrency
  }

  /// 180 requests a minute, as Model Studio's rate limits have it for every qwen3 model (March 2026), enforced by the second.
  public static let dashScope = Allowance(callsPerKilosecond: 3_000, concurrency: 6)
  /// A server of one's own has no limit but its processors.
  public static let own = Allowance(callsPerKilosecond: 1_000_000, concurrency: 2)
}

/// That a service was asked more than it takes.
public enum Pressure: String, Codable, Sendable {
  /// Too many calls in its second or minute.
  case rate
  /// Calls became more too suddenly.
  case burst
}
