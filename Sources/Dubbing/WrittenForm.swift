/// A way to write what is said otherwise: `5 km/h`, `21.3.2024`, `z. B.`
public enum WrittenForm: String, Codable, CaseIterable, Hashable, Sendable, Comparable {
  /// `1984`, `3.5`
  case number
  /// `1,000,000`
  case grouping
  /// `-5` in the middle of a text.
  case minus
  /// `2nd`, `1er`, `3. Mai`
  case ordinal
  /// `50 %`
  case percent
  /// `€5.99`, `5 $`
  case currency
  /// `5 km/h`, `-5 °C`
  case unit
  /// `2024-03-21`, `21.3.2024`
  case date
  /// `z. B.`, `Mme`
  case abbreviation
  /// `&`
  case symbol

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// How much is written out before a voice is given it.
public enum SpellOut: String, Codable, CaseIterable, Hashable, Sendable {
  /// What the voice would get wrong.
  case auto
  /// Everything whose meaning is plain, numbers too.
  case all
  /// Nothing.
  case off

  /// What is written out for a voice that reads some forms right by itself.
  public func forms(besides read: Set<WrittenForm>) -> Set<WrittenForm> {
    switch self {
    case .auto: Set(WrittenForm.allCases).subtracting(read)
    case .all: Set(WrittenForm.allCases)
    case .off: []
    }
  }
}
