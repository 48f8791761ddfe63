import Dubbing
import Engine
public import Voices

/// Counts what a run asked of its voices, as it happens.
public final class Tally: Sendable {
  private let total = Locked(Spent())

  /// What was asked for so far.
  public struct Spent: Codable, Hashable, Sendable {
    /// Lines spoken for the first time, and every call to a service; the characters billed, or those of the lines where speech
    /// is made here.
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

  /// Counts what a voice on this machine spoke.
  func add(_ speech: Speech, for line: Line, isBought: Bool) {
    total.withLock {
      if isBought {
        $0.calls += speech.calls
        $0.characters += line.text.count
      } else {
        $0.respoken += speech.calls
      }
    }
  }
}

/// Counts what services are asked, every attempt.
extension Tally: CallWatcher {
  public func began(_ call: Call) -> CallTicket {
    CallTicket { [self] outcome in
      total.withLock {
        $0.calls += 1
        $0.characters += outcome.characters
        $0.bill.add(characters: outcome.characters, at: call.tariff)
        if outcome.failure == nil { $0.beyondRule += outcome.characters - call.characters }
      }
    }
  }
}
