import Dubbing

/// What a subtitle file asks of a line, beside its text: `direction: whispering`, `say: …`, `pace: 110`.
///
/// In WebVTT a block of its own before the cue, `NOTE polydub` with one wish a line; in Advanced SubStation a comment
/// in the text, `{polydub direction: whispering}`; in a table the columns of these names.
enum WrittenNote {
  /// What marks a comment as meant for us.
  static let mark = "polydub"
  static let paces = 50...200

  /// One wish, `direction: whispering`, into a note; false where it is none.
  static func read(_ wish: some StringProtocol, into note: inout LineNote) -> Bool {
    guard let colon = wish.firstIndex(of: ":") else { return false }
    let value = plainText(wish[wish.index(after: colon)...])
    return set(plainText(wish[..<colon]).lowercased(), to: value, in: &note)
  }

  /// A wish by its name; false where it cannot be understood.
  static func set(_ name: String, to value: String, in note: inout LineNote) -> Bool {
    guard !value.isEmpty else { return false }
    switch name {
    case "say": note.say = value
    case "direction": note.direction = value
    case "pace":
      guard let pace = Int(value), paces.contains(pace) else { return false }
      note.pace = pace
    default: return false
    }
    return true
  }

  static let remedy =
    "it is left out. Write `say:`, `direction:` or `pace:` (50 to 200) and a value."
}
