import Foundation

extension Providers {
  /// Whether a voice is surely one of its engine's own, so that no person's consent can be meant.
  ///
  /// - Parameter type: the kind of its engine, as `type:` names it.
  public static func comesWithEngine(_ voice: String, type: String) -> Bool {
    switch type {
    case DashScope.type: QwenVoice.all.contains { $0.name == voice }
    case OpenAISpeech.type: OpenAISpeech.speakers.contains(voice.lowercased())
    // Neither learns voices.
    case Espeak.type, Recording.type: true
    default: false
    }
  }
}

extension OpenAISpeech {
  /// The speakers that come with Qwen3-TTS. Source: its repository, `generate_custom_voice`.
  static let speakers: Set = [
    "vivian", "serena", "uncle_fu", "dylan", "eric", "ryan", "aiden", "ono_anna", "sohee",
  ]
}
