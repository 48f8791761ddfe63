import Foundation

/// A language as a BCP 47 tag, and what containers and people call it.
public struct Language: Hashable, Sendable {
  public var tag: String

  public init(_ tag: String) { self.tag = tag }

  /// Whether a text has the form of a tag: letters, then parts of letters and digits.
  public static func isWellFormed(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count), parts.count <= 5 else {
      return false
    }
    let isAlphanumeric = { (part: Substring) in
      (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
    return first.allSatisfy { $0.isASCII && $0.isLetter } && parts.allSatisfy(isAlphanumeric)
  }

  /// Whether the language is one that has a name, unlike `xx`.
  public var isKnown: Bool { iso639 != "und" }

  /// `pt-br` as people write it: `pt-BR`.
  public var canonicalTag: String { Locale.Language(identifier: tag).minimalOrWritten(tag) }

  /// The code of ISO 639-2/T that MP4 wants: `por`, `zho`; `und` where there is none.
  public var iso639: String {
    Locale.Language(identifier: tag).languageCode?.identifier(.alpha3) ?? "und"
  }

  /// The tag with the shortest code: `en` for `eng`, `de` for `ger`.
  public var shortest: String {
    Locale.Language(identifier: tag).languageCode?.identifier(.alpha2) ?? tag
  }

  /// What its speakers call it: `Español`, `Português (Brasil)`.
  public var ownName: String { name(in: Locale(identifier: tag)) }

  /// What it is called in English: `Spanish`.
  public var englishName: String { name(in: Locale(identifier: "en")) }

  private func name(in locale: Locale) -> String {
    guard let name = locale.localizedString(forIdentifier: tag) else { return tag }
    return name.prefix(1).uppercased(with: locale) + name.dropFirst()
  }

  /// Whether it is written without spaces between words.
  public var joinsWithoutSpaces: Bool {
    ["zh", "ja", "yue", "th", "lo", "km", "my", "cmn"].contains(primary)
  }

  /// The first part of the tag, in lower case.
  public var primary: String {
    tag.split(separator: "-").first.map { $0.lowercased() } ?? tag.lowercased()
  }
}

extension Locale.Language {
  /// The tag with the usual cases; parts ICU would add or drop are left as written.
  fileprivate func minimalOrWritten(_ tag: String) -> String {
    let parts = tag.split(separator: "-").enumerated().map { index, part in
      switch (index, part.count) {
      case (0, _): part.lowercased()
      case (_, 2): part.uppercased()
      case (_, 4): part.prefix(1).uppercased() + part.dropFirst().lowercased()
      default: String(part)
      }
    }
    return parts.joined(separator: "-")
  }
}
