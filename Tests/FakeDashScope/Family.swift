/// Models that have the same voices, by the vendor's table of October 2026; kept apart from the client's own, so that
/// each is a test of the other.
enum Family: Character {
  case flash = "F"
  case september = "S"
  case instruct = "I"
  case first = "Q"
  case latest = "q"
  /// Cloned and designed voices only.
  case custom = "-"

  /// nil for a model there is not.
  init?(of model: String) {
    guard let family = Self.models[model] else { return nil }
    self = family
  }

  static let models: [String: Family] = [
    "qwen3-tts-flash": .flash, "qwen3-tts-flash-2025-11-27": .flash,
    "qwen3-tts-flash-2025-09-18": .september,
    "qwen3-tts-instruct-flash": .instruct, "qwen3-tts-instruct-flash-2026-01-26": .instruct,
    "qwen3-tts-vc-2026-01-22": .custom, "qwen3-tts-vd-2026-01-26": .custom,
    "qwen-tts": .first, "qwen-tts-2025-04-10": .first,
    "qwen-tts-latest": .latest, "qwen-tts-2025-05-22": .latest,
    "qwen3-tts-flash-realtime": .flash, "qwen3-tts-flash-realtime-2025-11-27": .flash,
    "qwen3-tts-flash-realtime-2025-09-18": .september,
    "qwen3-tts-instruct-flash-realtime": .instruct,
    "qwen3-tts-instruct-flash-realtime-2026-01-22": .instruct,
    "qwen3-tts-vc-realtime-2026-01-15": .custom, "qwen3-tts-vc-realtime-2025-11-27": .custom,
    "qwen3-tts-vd-realtime-2026-01-15": .custom, "qwen3-tts-vd-realtime-2025-12-16": .custom,
    "qwen-tts-realtime": .first, "qwen-tts-realtime-2025-07-15": .first,
    "qwen-tts-realtime-latest": .first,
  ]

  var voices: Set<String> {
    // The latest of the first generation has what the others have, and more.
    Set(
      Self.voices.flatMap { letters, names in
        letters.contains(rawValue) || self == .latest && letters.contains("Q") ? names : []
      })
  }

  /// Voices by the letters of the families that have them.
  private static let voices = [
    "FSIQ": [
      "Cherry", "Ethan",
    ],
    "FIQ": [
      "Serena", "Chelsie",
    ],
    "FI": [
      "Momo", "Vivian", "Moon", "Maia", "Kai", "Bella", "Eldric Sage", "Mia", "Mochi",
      "Bellona", "Vincent", "Bunny", "Neil", "Arthur", "Nini", "Seren", "Pip", "Stella",
    ],
    "FSI": [
      "Nofish", "Elias",
    ],
    "FS": [
      "Jennifer", "Ryan", "Katerina", "Li", "Marcus", "Roy", "Peter", "Eric", "Rocky",
      "Kiki",
    ],
    "F": [
      "Aiden", "Bodega", "Sonrisa", "Alek", "Dolce", "Sohee", "Ono Anna", "Lenn", "Emilien",
      "Andre", "Radio Gol",
    ],
    "FSq": [
      "Jada", "Dylan", "Sunny",
    ],
  ]

  /// The first generation is paid by tokens, 50 for a second of sound.
  static func isPaidByToken(_ model: String) -> Bool { model.hasPrefix("qwen-tts") }
}
