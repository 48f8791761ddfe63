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
  public var cost: Cost
  public var outputs: [Output]
  public var lines: [LineReport]
  public var unspoken: [UnspokenReport]
  public var checks: [Check]
  public var notices: [String]
  /// IPTC digital source type of each language's track.
  public var sources: [String: String]

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

/// One spoken line in the result.
public struct LineReport: Codable, Sendable {
  public var language: String
  public var cue: String
  public var speaker: String?
  public var verdict: String
  /// Speed against the recording, to three places.
  public var rate: Double
  /// Where the speech starts and ends, and how far its start is from its cue.
  public var startMs: Double
  public var endMs: Double
  public var onsetMs: Double
  /// While its subtitle is on screen.
  public var cueStartMs: Double
  public var cueEndMs: Double
  public var characters: Int
  /// Characters to cut so that the line would fit; 0 when it does.
  public var cut: Int

  public init(language: String, segment: Segment, fit: Fit, cut: Int) {
    self.language = language
    cue = segment.label
    speaker = segment.speaker
    verdict = fit.verdict.rawValue
    rate = (fit.rate * 1000).rounded() / 1000
    startMs = (fit.start.milliseconds * 1000).rounded() / 1000
    endMs = (fit.end.milliseconds * 1000).rounded() / 1000
    onsetMs = ((fit.start - segment.slot.start).milliseconds * 1000).rounded() / 1000
    cueStartMs = segment.slot.start.milliseconds
    cueEndMs = segment.slot.end.milliseconds
    characters = segment.text.count
    self.cut = cut
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
