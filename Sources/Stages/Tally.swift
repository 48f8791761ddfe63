import Dubbing
import Engine
import Voices

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
    /// What the paid ones come to, at list prices.
    public var bill = Bill()
    /// Characters billed beyond what the services' own rules say; below zero where fewer were.
    public var beyondRule = 0
  }

  public init() {}

  public var spent: Spent { total.withLock { $0 } }

  func add(_ speech: Speech, for line: Line, at tariff: Tariff, isBought: Bool) {
    // What is billed may differ from what the line is long: some characters cost two.
    let characters = tariff == .free ? line.text.count : speech.characters
    total.withLock {
      $0.bill.add(characters: characters, at: tariff)
      $0.beyondRule += speech.characters - speech.expected
      if isBought {
        $0.calls += speech.calls
        $0.characters += characters
      } else {
        $0.respoken += speech.calls
      }
    }
  }
}
