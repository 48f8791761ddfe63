import Engine
public import Foundation
import GRDB
public import Voices

/// The consents of a ledger: an audit trail that only grows, and what follows from it.
public struct ConsentTrail: Sendable {
  let ledger: Ledger
  let now: @Sendable () -> Date

  public init(_ ledger: Ledger, now: @escaping @Sendable () -> Date = { Date() }) {
    self.ledger = ledger
    self.now = now
  }

  /// Every entry, in order.
  ///
  /// - Throws: `ConsentError` where the hashes do not follow each other: somebody changed the file.
  public func entries() throws(ConsentError) -> [ConsentEntry] {
    try entries(after: (0, Self.beginning)).map(\.entry)
  }

  /// The consents as they stand, in the order they were recorded.
  public func consents() throws(ConsentError) -> [Consent] { Consent.all(try entries()) }

  /// The one of a name, or of the beginning of one.
  public func consent(_ name: String) throws(ConsentError) -> Consent {
    let all = try consents()
    let found = all.filter { $0.id == name || name.count >= 4 && $0.id.hasPrefix(name) }
    guard found.count == 1, let one = found.first else {
      let known = all.map(\.id).joined(separator: ", ")
      throw ConsentError(
        "There is no consent `\(name)` in \(ledger.database.path)"
          + (known.isEmpty
            ? "; record one with `polydub consent add`." : "; there are \(known)."))
    }
    return one
  }

  /// Adds to the trail; what it says is on disk when this returns.
  public func write(
    _ action: ConsentEntry.Action, _ consent: String, _ details: ConsentEntry.Details
  ) throws(ConsentError) {
    do {
      try ledger.database.write { database in
        let row = try Row.fetchOne(
          database, sql: "SELECT number, hash FROM consent_trail ORDER BY number DESC LIMIT 1")
        let last: (Int64, String) =
          try row.map { (try $0.read("number"), try $0.read("hash")) } ?? (0, Self.beginning)
        let entry = try StoredEntry(
          after: last, at: milliseconds(now()), who: NSUserName(), action, consent, details)
        try database.execute(
          sql: "INSERT INTO consent_trail VALUES (?,?,?,?,?,?,?,?)",
          arguments: [
            entry.number, entry.at, entry.who, entry.action, entry.consent, entry.details,
            entry.previous, entry.hash,
          ])
      }
    } catch { throw ConsentError("\(LedgerError(ledger.database.path, error))") }
  }

  /// What comes after an entry that was read before.
  func entries(after last: (number: Int64, hash: String)) throws(ConsentError)
    -> [(entry: ConsentEntry, number: Int64, hash: String)]
  {
    let rows: [(stored: StoredEntry, hash: String)]
    do {
      rows = try ledger.database.read { database in
        try Row.fetchAll(
          database, sql: "SELECT * FROM consent_trail WHERE number > ? ORDER BY number",
          arguments: [last.number]
        ).map { (try StoredEntry($0), try $0.read("hash")) }
      }
    } catch { throw ConsentError("\(LedgerError(ledger.database.path, error))") }
    var last = last
    var read: [(entry: ConsentEntry, number: Int64, hash: String)] = []
    for (stored, hash) in rows {
      guard stored.number == last.number + 1, stored.previous == last.hash,
        stored.hash == hash, let entry = stored.entry
      else {
        throw ConsentError(
          "The audit trail of consents in \(ledger.database.path) was changed by hand at entry "
            + "\(last.number + 1), so no consent in it counts. Put back a copy of the file, or move it away "
            + "and record the consents again.")
      }
      last = (stored.number, stored.hash)
      read.append((entry, stored.number, stored.hash))
    }
    return read
  }

  static let beginning = ""
}

/// Something about consents is wrong: one sentence with the remedy. Nothing was spent.
public struct ConsentError: Error, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ sentence: String) { description = sentence }
}

extension Consent {
  /// What entries come to.
  static func all(_ entries: [ConsentEntry]) -> [Consent] {
    var consents: [Consent] = []
    for entry in entries {
      guard let index = consents.firstIndex(where: { $0.id == entry.consent }) else {
        if entry.action == .added { consents.append(Consent(entry)) }
        continue
      }
      switch entry.action {
      case .revoked:
        consents[index].revoked = entry.at
        consents[index].reason = entry.details.reason
      case .linked, .enrolled:
        guard let voice = entry.details.voice, !consents[index].voices.contains(voice) else {
          break
        }
        consents[index].voices.append(voice)
      default: break
      }
    }
    return consents
  }

  private init(_ entry: ConsentEntry) {
    let details = entry.details
    self.init(
      id: entry.consent, speaker: details.speaker ?? "", document: details.document ?? "",
      documentSha256: details.documentSha256 ?? "", uses: details.uses ?? [],
      languages: details.languages ?? [], expires: details.expires, added: entry.at)
  }
}
