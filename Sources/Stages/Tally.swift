import Foundation

/// Counts what a run asked of its voices, as it happens.
public final class Tally: @unchecked Sendable {  // every access holds the lock
  private let lock = NSLock()
  private var total = Spent()

  /// What was asked for and what it cost so far.
  public struct Spent: Codable, Hashable, Sendable {
    public var calls = 0
    public var characters = 0
  }

  public init() {}

  public var spent: Spent { lock.withLock { total } }

  func add(calls: Int, characters: Int) {
    lock.withLock {
      total.calls += calls
      total.characters += characters
    }
  }
}
