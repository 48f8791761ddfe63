import Engine

/// Counts what a run asked of its voices, as it happens.
public final class Tally: Sendable {
  private let total = Locked(Spent())

  /// What was asked for so far.
  public struct Spent: Codable, Hashable, Sendable {
    public var calls = 0
    public var characters = 0
  }

  public init() {}

  public var spent: Spent { total.withLock { $0 } }

  func add(calls: Int, characters: Int) {
    total.withLock {
      $0.calls += calls
      $0.characters += characters
    }
  }
}
