public import Dubbing

/// What a run did and how good the result is: the object `--json` prints.
public struct Report: Codable, Sendable {
  public var run: String
  public var verdict: Grade
  /// Steps made and steps taken from the store.
  public var made: Int
  public var kept: Int
  /// Calls of voices, and the characters they were given.
  public var calls: Int
  public var characters: Int
  /// Lines a free voice spoke again, at a pace nearer to the plan.
  public var respoken: Int
  public var cost: Cost
  public var outputs: [Output]
  /// The report files, the page first.
  public var reports: [Output]
  public var lines: [LineReport]
  public var unspoken: [UnspokenReport]
  public var checks: [Check]
  public var notices: [String]
  /// Languages with a line locked to a take of other words than it has now.
  public var staleLocks: [String]
  /// IPTC digital source type of each language's track.
  public var sources: [String: String]
  /// What a rerun cost and what it spared.
  public var proof: RerunProof?
  /// Why its steps were made.
  public var why: [ReasonGroup]?

  public struct Cost: Codable, Sendable {
    public var amount: String
    public var currency: String
    public var saved: String
  }

  /// A file that was written.
  public struct Output: Codable, Sendable {
    public var path: String
    /// The language of a file of one track.
    public var language: String?
    public var sha256: String
    public var bytes: Int

    public init(path: String, language: String?, sha256: String, bytes: Int) {
      self.path = path
      self.language = language
      self.sha256 = sha256
      self.bytes = bytes
    }
  }
}

/// How a result stands.
public enum Grade: String, Codable, Sendable, Comparable {
  case pass, warn, fail

  public static func < (a: Grade, b: Grade) -> Bool {
    let order: [Grade] = [.pass, .warn, .fail]
    return order.firstIndex(of: a)! < order.firstIndex(of: b)!
  }
}

/// A cue that is not spoken, and why.
public struct UnspokenReport: Codable, Sendable {
  public var language: String
  public var cue: Int
  public var reason: String
}

/// One thing that was verified about the result, with fresh eyes.
public struct Check: Codable, Hashable, Sendable {
  /// What is claimed, for instance `es: as long as the picture`.
  public var claim: String
  public var passed: Bool
  /// What was measured.
  public var detail: String

  public init(_ claim: String, passed: Bool, detail: String) {
    self.claim = claim
    self.passed = passed
    self.detail = detail
  }
}
