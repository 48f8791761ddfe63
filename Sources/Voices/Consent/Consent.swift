import Dubbing
public import Foundation

/// That a person agreed to have their voice cloned and used: for what, in which languages, until when.
public struct Consent: Codable, Hashable, Sendable {
  /// Digits of who, which document and what scope: the same consent recorded twice has one name.
  public var id: String
  /// The person whose voice it is.
  public var speaker: String
  /// The signed document: where it was, and the SHA-256 of its bytes. It is not copied.
  public var document: String
  public var documentSha256: String
  /// Such as `dubbing`, in lower case.
  public var uses: [String]
  /// BCP 47 tags; `es` covers every Spanish, `es-MX` only itself, `*` all languages.
  public var languages: [String]
  /// The last day it is valid, `2027-06-30`, in UTC; nil until it is revoked.
  public var expires: String?
  /// Voices it is known to cover, as the service names them.
  public var voices: [String] = []
  public var added: Date
  public var revoked: Date?
  /// Why it was revoked, where somebody said.
  public var reason: String?

  public init(
    id: String, speaker: String, document: String, documentSha256: String, uses: [String],
    languages: [String], expires: String?, added: Date
  ) {
    self.id = id
    self.speaker = speaker
    self.document = document
    self.documentSha256 = documentSha256
    self.uses = uses
    self.languages = languages
    self.expires = expires
    self.added = added
  }

  /// What polydub does with a voice.
  public static let dubbing = "dubbing"

  /// Why it does not allow something; nil where it does.
  ///
  /// - Parameter language: nil where none is spoken, as when a voice is enrolled.
  public func objection(to use: String, in language: String?, at now: Date) -> String? {
    if let revoked {
      return "was revoked on \(Self.day(of: revoked))\(reason.map { " (\($0))" } ?? "")"
    }
    if let expires, Self.day(of: now) > expires {
      return "expired: its last day was \(expires) (UTC)"
    }
    guard uses.contains(use) else {
      return "covers \(uses.joined(separator: ", ")), not \(use)"
    }
    guard let language, !covers(language) else { return nil }
    return "covers \(languages.joined(separator: ", ")), not \(language)"
  }

  private func covers(_ language: String) -> Bool {
    let wanted = Self.parts(language)
    return languages.contains { $0 == "*" || wanted.starts(with: Self.parts($0)) }
  }

  /// The parts of a tag, its first as short as can be: `spa-MX` is `es`, `mx`.
  private static func parts(_ tag: String) -> [String] {
    let parts = tag.lowercased().split(separator: "-").map(String.init)
    return [Language(parts.first ?? tag).shortest.lowercased()] + parts.dropFirst()
  }

  /// A name of a voice without what servers may pass over: capitals, widths, blanks around it.
  private static func plain(_ voice: String) -> String {
    voice.precomposedStringWithCompatibilityMapping.uppercased().lowercased()
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  fileprivate func isLinked(toSpelling voice: String) -> Bool {
    voices.contains { Self.plain($0) == Self.plain(voice) }
  }

  /// The day of a moment, in UTC: `2026-11-23`.
  public static func day(of date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }

  /// Whether a text is a day of the calendar as it is written here.
  public static func isDay(_ text: String) -> Bool {
    guard let date = try? Date(text, strategy: .iso8601.year().month().day()) else { return false }
    return day(of: date) == text
  }
}

extension [Consent] {
  /// Those a voice is linked to; where none has it as it is spelt, those that have it in another spelling.
  public func linked(to voice: String) -> [Consent] {
    let exact = filter { $0.voices.contains(voice) }
    return exact.isEmpty ? filter { $0.isLinked(toSpelling: voice) } : exact
  }
}
