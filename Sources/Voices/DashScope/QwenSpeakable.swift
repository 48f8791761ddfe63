import Dubbing

/// A text without what Qwen-TTS reads aloud or stumbles over.
///
/// Asterisks and backticks (of Markdown) and control characters go; white space becomes one space; in Chinese and
/// Japanese the spaces around figures go, which break the reading of numbers.
func qwenSpeakable(_ text: String, language: String) -> String {
  let kept = text.unicodeScalars.map { scalar -> Character in
    let isBlank =
      scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
    return isBlank ? " " : Character(scalar)
  }
  // Scalars are joined again here, so accents and emoji stay whole.
  let words = String(kept.filter { $0 != "*" && $0 != "`" }).split(separator: " ").map {
    String($0)
  }
  guard Language(language).joinsWithoutSpaces else { return words.joined(separator: " ") }
  return words.reduce(into: "") { whole, word in
    let isByFigure = whole.last?.isNumber == true || word.first?.isNumber == true
    let isForeign = whole.last?.isASCII == true && word.first?.isASCII == true
    whole += (whole.isEmpty || isByFigure && !isForeign ? "" : " ") + word
  }
}
