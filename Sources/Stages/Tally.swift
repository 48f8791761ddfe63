import Engine

/// Counts what a run asked of its voices, as it happens.
public final class Tally: Sendable {
  private let total = Locked(Spent())

  /// What was asked for so far.
  public struct Spent: Codable, Hashable, Sendable {
    /// Lines spoken for the first time or for money, and the characters billed for them; where speech is free, those they have.
    public var calls = 0
    public var characters = 0
    /// Lines a free voice spoke again at another pace.
    public var respoken = 0
  }

  public init() {}

  public var spent: Spent { total.withLock { $0 } }

  func add(calls: Int, characters: Int, isBought: Bool) {
    total.withLock {
      if isBought {
        $0.calls += calls
        $0.characters += characters
      } else {
        $0.respoken += calls
      }
    }
  }
}
