import Foundation

/// A text with nothing in it that espeak-ng takes for an instruction, or passes over in silence.
///
/// `[[…]]` would be read as phonemes, and a control character (1) as a change of rate or voice.
/// Brackets become parentheses, which give the same pause. Full-width letters, digits and signs,
/// which it leaves unsaid, become plain ones, accents join their letters, and white space of any
/// kind becomes one space.
func speakable(_ text: String) -> String {
  let characters = text.precomposedStringWithCanonicalMapping.unicodeScalars.map {
    scalar -> Character in
    switch scalar.value {
    case 0x5B: "("
    case 0x5D: ")"
    case 0xFF05, 0xFF0E, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      Unicode.Scalar(scalar.value - 0xFEE0).map { Character($0) } ?? " "
    default:
      scalar.properties.generalCategory == .control || scalar.properties.isWhitespace
        ? " " : Character(scalar)
    }
  }
  return String(characters).split(separator: " ").joined(separator: " ")
}
