import ArgumentParser
import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages
import Voices

/// The consents of people whose voices are cloned.
struct ConsentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consent",
    abstract: "Record, list and revoke the consents of people whose voices are cloned.",
    discussion: """
      A cloned voice speaks only while a consent of its speaker covers dubbing, the language and the day. Everything done \
      is written into an audit trail in the ledger of the store, which only grows. Voices of the engines and voices \
      designed from a description need no consent.
      """,
    subcommands: [
      AddConsent.self, ListConsents.self, ShowConsent.self, RevokeConsent.self,
      VerifyConsents.self,
    ])
}

/// Records a consent.
struct AddConsent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Record that a person agreed, with the digest of the document they signed.",
    discussion: "The document is not copied: keep it where it is.")

  @Option(help: "The person whose voice it is.")
  var speaker: String

  @Option(help: "The signed document.", completion: .file())
  var document: String

  @Option(help: "What they agreed to, such as `dubbing`; several with commas.")
  var uses: String

  @Option(help: "The languages they agreed to, such as `es,fr`; `*` for all.")
  var languages: String

  @Option(help: ArgumentHelp("The last day it is valid, in UTC.", valueName: "yyyy-mm-dd"))
  var expires: String?

  @Option(
    help: ArgumentHelp(
      "A cloned voice of the person that is there already, as the service names it.",
      valueName: "name"))
  var voice: [String] = []

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let expires, !Consent.isDay(expires) {
      throw ValidationError("--expires must be a day, such as 2027-06-30.")
    }
    guard !speaker.trimmingCharacters(in: .whitespaces).isEmpty, !list(uses).isEmpty else {
      throw ValidationError("--speaker and --uses must say something.")
    }
    let wrong = list(languages).first { $0 != "*" && !Language($0).isKnown }
    guard wrong == nil, !list(languages).isEmpty else {
      throw ValidationError("--languages: `\(wrong ?? "")` is no language; write such as es,pt-BR.")
    }
  }

  private func list(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  func run() async throws {
    guard let bytes = FileManager.default.contents(atPath: document), !bytes.isEmpty else {
      throw InputError("The document cannot be read, or is empty: \(document). Check the path.")
    }
    let consent = try work.openTrail().add(
      speaker: speaker.trimmingCharacters(in: .whitespaces),
      document: URL(fileURLWithPath: document).standardizedFileURL.path, sha256: Digest(of: bytes),
      uses: list(uses).map { $0.lowercased() }, languages: list(languages), expires: expires,
      voices: voice)
    if let objection = consent.objection(to: Consent.dubbing, in: nil, at: Date()) {
      Console.warning("no voice can speak with this consent: it \(objection).")
    }
    if output.json { return try output.print(ConsentRow(consent)) }
    print("consent \(consent.id) of \(consent.speaker): \(ConsentRow(consent).scope)")
  }
}

/// Lists the consents.
struct ListConsents: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the consents and whether they are valid today.")

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let rows = try work.openTrail().consents().map(ConsentRow.init)
    if output.json { return try output.print(["consents": rows]) }
    guard !rows.isEmpty else { return print("No consent is recorded.") }
    let head = ["consent", "speaker", "state", "uses", "languages", "last day", "voices"]
    let table = rows.map { row in
      let consent = row.consent
      return [
        consent.id, consent.speaker, row.state, consent.uses.joined(separator: ","),
        consent.languages.joined(separator: ","), consent.expires ?? "until revoked",
        consent.voices.joined(separator: " "),
      ]
    }
    print(Console.table([head] + table))
  }
}

/// Shows the audit trail.
struct ShowConsent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a consent and everything that was done with it.",
    discussion: "Without a name: the whole audit trail, refusals of voices without a consent too.")

  @Argument(help: "The consent, as `polydub consent list` names it.")
  var consent: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let trail = try work.openTrail()
    let chosen = try consent.map { name throws(ConsentError) in try trail.consent(name) }
    let entries = try trail.entries().filter { chosen == nil || $0.consent == chosen?.id }
    if output.json {
      return try output.print(
        Answer(consent: chosen.map(ConsentRow.init), trail: entries.map(TrailRow.init)))
    }
    if let chosen {
      print("consent \(chosen.id) of \(chosen.speaker): \(ConsentRow(chosen).scope)")
      print("document: \(chosen.document)\n  SHA-256 \(chosen.documentSha256)")
    }
    for entry in entries { print(TrailRow(entry).sentence) }
  }

  private struct Answer: Encodable {
    var consent: ConsentRow?
    var trail: [TrailRow]
  }
}

/// Revokes a consent.
struct RevokeConsent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "End a consent, and name the files its voices speak in.",
    discussion: "Runs that are under way make no further call with its voices.")

  @Argument(help: "The consent, as `polydub consent list` names it.")
  var consent: String

  @Option(help: "Why, for the audit trail.")
  var reason: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let trail = try work.openTrail()
    let found = try trail.consent(consent)
    try trail.revoke(found, reason: reason)
    let files = try trail.outputs(of: found).sorted { $0.key < $1.key }.map(UsedFile.init)
    let revoked = try trail.consent(found.id)
    if output.json {
      return try output.print(Answer(consent: ConsentRow(revoked), outputs: files))
    }
    print("consent \(found.id) of \(found.speaker) is revoked: no further call is made with it")
    guard !files.isEmpty else { return print("No finished file is known that uses its voices.") }
    print("Files that use its voices:")
    for file in files { print("  \(file.path) (\(file.state))") }
  }

  private struct Answer: Encodable {
    var consent: ConsentRow
    var outputs: [UsedFile]
  }
}

/// Verifies the trail and the documents.
struct VerifyConsents: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the audit trail and the signed documents are unchanged.",
    discussion: "Exits with 1 where one is not, or is not where it was.")

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let trail = try work.openTrail()
    var rows: [Verified] = []
    for consent in try trail.consents() {
      let state = UsedFile(consent.document, consent.documentSha256).state
      rows.append(Verified(consent: consent.id, document: consent.document, state: state))
      var details = ConsentEntry.Details()
      (details.document, details.reason) = (consent.document, state)
      try trail.write(.verified, consent.id, details)
    }
    let entries = try trail.entries().count
    if output.json {
      try output.print(Answer(entries: entries, documents: rows))
    } else {
      print("the audit trail is whole: \(entries) entries, each follows from the one before")
      for row in rows { print("\(row.consent)  \(row.document): \(row.state)") }
    }
    if rows.contains(where: { $0.state != "unchanged" }) {
      throw ExitCode(Status.failed.rawValue)
    }
  }

  private struct Verified: Encodable {
    var consent: String
    var document: String
    var state: String
  }

  private struct Answer: Encodable {
    var entries: Int
    var documents: [Verified]
  }
}

extension WorkOptions {
  /// The consents in the ledger of the store.
  func openTrail() throws -> ConsentTrail { ConsentTrail(try openLedger()) }
}
