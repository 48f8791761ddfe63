/// The characters Qwen-TTS bills for a text: two for each Han character, one for everything else.
///
/// Han are simplified, traditional, kanji and hanja; kana, hangul, punctuation and spaces are not.
/// Source: Model Studio, Qwen-TTS billing, October 2026 (92 Han and 11 signs are billed as 195).
public func qwenBilledCharacters(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + (isHan($1) ? 2 : 1) }
}

/// CJK unified ideographs, their extensions and compatibility forms. Source: Unicode 16, blocks.
private func isHan(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F, 0x30000...0x323AF: true
  default: false
  }
}
