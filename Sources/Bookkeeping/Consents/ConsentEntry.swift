import Engine
public import Foundation
import GRDB
public import Voices

/// One entry of the audit trail of consents: who did what, when; each holds the hash of the one before.
public struct ConsentEntry: Codable, Hashable, Sendable {
  public enum Action: String, Codable, Sendable {
    case added, linked, revoked, verified, enrolled, deleted
    /// A voice is about to speak for a run.
    case speaking
    /// A call, or a whole run, was forbidden.
    case refused
    /// Files were written that the voice speaks in.
    case used
  }

  /// Counted from 1.
  public var number: Int
  public var at: Date
  /// The user of this machine.
  public var who: String
  public var action: Action
  /// The consent's; empty where a voice has none.
  public var consent: String
  public var details: Details
  /// SHA-256 of this entry, which covers the hash of the one before.
  public var hash: String

  /// What else is to be told; most of it is empty in most entries.
  public struct Details: Codable, Hashable, Sendable {
    public var speaker: String?
    public var document: String?
    public var documentSha256: String?
    public var uses: [String]?
    public var languages: [String]?
    public var expires: String?
    public var provider: String?
    public var voice: String?
    public var pipeline: String?
    public var reason: String?
    /// SHA-256 of files by their paths.
    public var outputs: [String: String]?

    public init() {}

    public init(_ consent: Consent) {
      speaker = consent.speaker
      document = consent.document
      documentSha256 = consent.documentSha256
      uses = consent.uses
      languages = consent.languages
      expires = consent.expires
    }
  }
}

/// An entry as it lies in the ledger: what is hashed are exactly the texts of its row.
struct StoredEntry {
  var number: Int64
  var at: Int64
  var who: String
  var action: String
  var consent: String
  var details: String
  var previous: String

  init(_ row: Row) throws {
    number = try row.read("number")
    at = try row.read("at")
    who = try row.read("who")
    action = try row.read("action")
    consent = try row.read("consent")
    details = try row.read("details")
    previous = try row.read("previous")
  }

  init(
    after last: (number: Int64, hash: String), at: Int64, who: String,
    _ action: ConsentEntry.Action, _ consent: String, _ details: ConsentEntry.Details
  ) throws {
    number = last.number &+ 1
    self.at = at
    self.who = who
    self.action = action.rawValue
    self.consent = consent
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self.details = String(decoding: try encoder.encode(details), as: UTF8.self)
    previous = last.hash
  }

  /// Each part with its length before it, so that no two entries are the same bytes.
  var hash: String {
    let parts = ["\(number)", "\(at)", who, action, consent, details, previous]
    return Digest(of: Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8)).rawValue
  }

  /// nil for one this version cannot read.
  var entry: ConsentEntry? {
    guard let action = ConsentEntry.Action(rawValue: action),
      let details = try? JSONDecoder().decode(
        ConsentEntry.Details.self, from: Data(details.utf8))
    else { return nil }
    return ConsentEntry(
      number: Int(number), at: Date(timeIntervalSince1970: Double(at) / 1000), who: who,
      action: action, consent: consent, details: details, hash: hash)
  }
}
