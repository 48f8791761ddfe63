import Bookkeeping
import Dubbing
import Engine
import Foundation
import Voices

/// A consent as it is listed.
struct ConsentRow: Encodable {
  var consent: Consent
  /// `valid`, `expired` or `revoked`.
  var state: String

  init(_ consent: Consent) {
    self.consent = consent
    let isExpired = consent.expires.map { Consent.day(of: Date()) > $0 } ?? false
    state = consent.revoked != nil ? "revoked" : isExpired ? "expired" : "valid"
  }

  /// `dubbing in es, fr, to the end of 2027-06-30 (UTC)`.
  var scope: String {
    let end = consent.expires.map { "to the end of \($0) (UTC)" } ?? "until it is revoked"
    return "\(state); \(consent.uses.joined(separator: ", ")) in "
      + "\(consent.languages.joined(separator: ", ")), \(end)"
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: Keys.self)
    try row.encode(consent.id, forKey: .consent)
    try row.encode(consent.speaker, forKey: .speaker)
    try row.encode(state, forKey: .state)
    try row.encode(consent.document, forKey: .document)
    try row.encode(consent.documentSha256, forKey: .documentSha256)
    try row.encode(consent.uses, forKey: .uses)
    try row.encode(consent.languages, forKey: .languages)
    try row.encode(consent.expires, forKey: .expires)
    try row.encode(consent.voices, forKey: .voices)
    try row.encode(consent.added.formatted(.iso8601), forKey: .added)
    try row.encode(consent.revoked?.formatted(.iso8601), forKey: .revoked)
  }

  private enum Keys: CodingKey {
    case consent, speaker, state, document, documentSha256, uses, languages, expires, voices
    case added, revoked
  }
}

/// An entry of the audit trail as it is shown.
struct TrailRow: Encodable {
  var number: Int
  var at: String
  var who: String
  var action: String
  var consent: String
  var details: ConsentEntry.Details
  var hash: String

  init(_ entry: ConsentEntry) {
    number = entry.number
    at = entry.at.formatted(.iso8601)
    who = entry.who
    action = entry.action.rawValue
    consent = entry.consent
    details = entry.details
    hash = entry.hash
  }

  /// One line for people.
  var sentence: String {
    let scope = action == "added" ? details.uses : nil
    let parts = [
      details.speaker, details.voice.map(shown), scope?.joined(separator: ","),
      details.languages?.joined(separator: ","), details.expires.map { "to \($0)" },
      details.reason, details.pipeline, details.outputs?.keys.sorted().joined(separator: " "),
    ]
    let told = parts.compactMap { $0 }.joined(separator: "; ")
    let name = consent.isEmpty ? "no consent" : consent
    return "\(number)  \(at)  \(who)  \(name)  \(action)" + (told.isEmpty ? "" : ": \(told)")
  }
}

/// A file of which the digest is known, and what became of it.
struct UsedFile: Encodable {
  var path: String
  /// `unchanged`, `changed` or `not there`.
  var state: String

  init(_ path: String, _ sha256: String) {
    self.path = path
    state = Self.state(of: path, sha256)
  }

  private static func state(of path: String, _ sha256: String) -> String {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { return "not there" }
    return Digest(of: bytes).rawValue == sha256 ? "unchanged" : "changed"
  }
}
