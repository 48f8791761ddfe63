/// What is asked of `POST /v1/audio/speech`.
struct Question: Codable, Sendable {
  var model: String?
  var input: String?
  var voice: String?
  var instructions: String?
  var responseFormat: String?
  var speed: Double?
  var stream: Bool?
  var streamFormat: String?
  var language: String?
  var taskType: String?
  var seed: Int?
  var maxNewTokens: Int?
  var refAudio: String?
  var refText: String?

  /// What the checkpoint is for, by its name.
  var checkpoint: String {
    let model = model ?? ""
    return ["VoiceDesign", "Base"].first { model.hasSuffix("-" + $0) } ?? "CustomVoice"
  }

  var isStream: Bool { stream == true || streamFormat == "sse" }
}

/// A refusal in vLLM's words.
struct Refusal: Encodable {
  struct Failure: Encodable {
    var message: String
    var type: String
    var param: String?
    var code: Int
  }
  var error: Failure

  init(_ message: String, status: Int = 400) {
    error = Failure(
      message: message, type: status == 404 ? "NotFoundError" : "BadRequestError", param: nil,
      code: status)
  }

  static let languages = [
    "Auto": "en", "Chinese": "zh", "English": "en", "German": "de", "Italian": "it",
    "Portuguese": "pt", "Spanish": "es", "Japanese": "ja", "Korean": "ko", "French": "fr",
    "Russian": "ru",
  ]

  /// Why the server would not speak, in the order it looks.
  static func of(_ question: Question, voices: [String]) -> Refusal? {
    guard let model = question.model, model.contains("TTS") || model.hasPrefix("tts") else {
      return Refusal("The model `\(question.model ?? "")` does not exist.", status: 404)
    }
    guard let input = question.input, !input.isEmpty else {
      return Refusal("Input text cannot be empty")
    }
    guard input.count <= 4096 else { return Refusal("Input exceeds the maximum length") }
    return ofTask(question) ?? ofSound(question)
      ?? (voices.isEmpty || voices.contains(question.voice ?? "vivian")
        ? nil : Refusal("Invalid speaker '\(question.voice ?? "")'. Supported: \(voices)"))
  }

  private static func ofTask(_ question: Question) -> Refusal? {
    if let task = question.taskType, task != question.checkpoint {
      return Refusal("The checkpoint does not support task_type \(task)")
    }
    if question.refText != nil, question.checkpoint != "Base" {
      return Refusal("'ref_text' is only valid for Base task")
    }
    if question.checkpoint == "VoiceDesign", question.instructions?.isEmpty ?? true {
      return Refusal("VoiceDesign task requires 'instructions' to describe the voice")
    }
    guard question.instructions?.count ?? 0 <= 500 else {
      return Refusal("Instructions too long (max 500 characters)")
    }
    guard let language = question.language, languages[language] == nil else { return nil }
    return Refusal("Invalid language '\(language)'")
  }

  private static func ofSound(_ question: Question) -> Refusal? {
    let format = question.responseFormat ?? "wav"
    guard ["wav", "pcm", "flac", "mp3", "opus"].contains(format) else {
      return Refusal("Invalid response_format '\(format)'")
    }
    guard (0.25...4).contains(question.speed ?? 1) else { return Refusal("Invalid speed") }
    guard (1...4096).contains(question.maxNewTokens ?? 1) else {
      return Refusal("max_new_tokens out of range")
    }
    guard question.isStream, !["wav", "pcm"].contains(format) || question.speed ?? 1 != 1
    else { return nil }
    return Refusal("Streaming requires pcm or wav and speed 1.0")
  }
}
