import Dubbing

/// What espeak-ng reads right, by its phonemes (`espeak-ng -q --ipa`, 1.51).
enum EspeakReading {
  /// - Parameter language: the first part of a tag.
  static func forms(in language: String) -> Set<WrittenForm> {
    switch language {
    // €5.99 is “euros five point nine nine”, 5 km “five K M”, 2024-03-21 “… dash zero three …”.
    case "en": [.number, .grouping, .minus, .ordinal, .percent, .symbol]
    // 3. Mai is “drei Mai”, z. B. “Zett Beh”.
    case "de": [.number, .grouping, .minus, .percent, .symbol]
    case "it", "pt": [.number, .grouping, .minus, .ordinal, .percent]
    // -5 loses its minus.
    case "es": [.number, .grouping, .ordinal, .percent]
    // 2e is “deux e”.
    case "fr": [.number, .grouping, .minus, .percent, .symbol]
    // 1 000 000 is “one zero zero zero …”, and -5 loses its minus.
    case "ru": [.number, .percent, .ordinal]
    // EspeakSpelling sees to percent.
    case "ja", "ko", "zh": [.number, .grouping, .percent, .ordinal]
    default: Set(WrittenForm.allCases)
    }
  }
}
