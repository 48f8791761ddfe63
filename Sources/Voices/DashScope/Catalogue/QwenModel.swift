/// Models that have the same voices; the letter is what `QwenVoice` writes.
enum QwenLineage: String, Sendable {
  /// `qwen3-tts-flash` and its snapshot of November 2025.
  case flash = "F"
  /// Its snapshot of September 2025.
  case september = "S"
  case instruct = "I"
  /// `qwen-tts`, the first of them.
  case first = "Q"
  /// `qwen-tts-latest`.
  case latest = "L"
}

/// One model of Qwen-TTS as the vendor announced it.
struct QwenModel: Hashable, Sendable {
  var name: String
  /// nil for models that speak with cloned or designed voices only.
  var lineage: QwenLineage?
  /// Whether the vendor may put another snapshot behind the name.
  var isAlias = false
  /// What the vendor names in its place; nil where no retirement is announced.
  var replacement: String?
  /// How often an account may ask it.
  ///
  /// Source: Model Studio, rate limits, March 2026: 180, but 10 for `qwen-tts` and the snapshots of September 2025.
  var callsPerMinute: Int {
    switch lineage {
    case .september, .first, .latest: 10
    case .flash, .instruct, nil: 180
    }
  }

  init?(named name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  private init(
    _ name: String, _ lineage: QwenLineage?, alias: Bool = false, then replacement: String? = nil
  ) {
    self.name = name
    self.lineage = lineage
    isAlias = alias
    self.replacement = replacement
  }
}

extension QwenModel {
  /// The day the notices were last read.
  static let asOf = "2026-10-12"
  /// The first day without them, in China: 2026-10-09T16:00Z.
  static let lastDay = "2026-10-10"

  private static let spoken = "cosyvoice-v3.5-flash"
  private static let custom = "cosyvoice-v3.5-plus"
  private static let live = "qwen3.5-omni-plus-realtime"

  /// Source: Model Studio's list of models, August 2026; notices of retirement 118434, 118331, 118332,
  /// international 2000, 2009 and 792. Whether calls have failed since, nobody has published.
  static let all: [QwenModel] = [
    QwenModel("qwen3-tts-flash", .flash, alias: true),
    QwenModel("qwen3-tts-flash-2025-11-27", .flash, then: "qwen3-tts-flash"),
    QwenModel("qwen3-tts-flash-2025-09-18", .september, then: "qwen3-tts-flash"),
    QwenModel("qwen3-tts-instruct-flash", .instruct, alias: true, then: spoken),
    QwenModel("qwen3-tts-instruct-flash-2026-01-26", .instruct, then: spoken),
    QwenModel("qwen3-tts-vc-2026-01-22", nil, then: custom),
    QwenModel("qwen3-tts-vd-2026-01-26", nil, then: custom),
    QwenModel("qwen-tts", .first, alias: true, then: "qwen3-tts-flash"),
    QwenModel("qwen-tts-2025-04-10", .first, then: "qwen3-tts-flash"),
    QwenModel("qwen-tts-latest", .latest, alias: true, then: "qwen3-tts-flash"),
    QwenModel("qwen-tts-2025-05-22", .latest, then: "qwen3-tts-flash"),
    QwenModel("qwen3-tts-flash-realtime", .flash, alias: true),
    QwenModel("qwen3-tts-flash-realtime-2025-11-27", .flash, then: "qwen3-tts-flash-realtime"),
    QwenModel("qwen3-tts-flash-realtime-2025-09-18", .september, then: "qwen3-tts-flash-realtime"),
    QwenModel("qwen3-tts-instruct-flash-realtime", .instruct, alias: true, then: live),
    QwenModel("qwen3-tts-instruct-flash-realtime-2026-01-22", .instruct, then: live),
    QwenModel("qwen3-tts-vc-realtime-2026-01-15", nil, then: live),
    QwenModel("qwen3-tts-vc-realtime-2025-11-27", nil, then: live),
    QwenModel("qwen3-tts-vd-realtime-2026-01-15", nil, then: live),
    QwenModel("qwen3-tts-vd-realtime-2025-12-16", nil, then: live),
    QwenModel("qwen-tts-realtime", .first, alias: true, then: "qwen3-tts-flash-realtime"),
    QwenModel("qwen-tts-realtime-2025-07-15", .first, then: "qwen3-tts-flash-realtime"),
    QwenModel("qwen-tts-realtime-latest", .first, alias: true, then: "qwen3-tts-flash-realtime"),
  ]

  /// How often a model may be asked by default; what is not known is taken for one of today's.
  static func allowance(of model: String) -> Allowance {
    var allowance = Allowance.dashScope
    guard let known = QwenModel(named: model) else { return allowance }
    allowance.callsPerKilosecond = known.callsPerMinute * 1_000 / 60
    return allowance
  }

  /// Whose a voice is: either of its name and its model may tell, listed or not.
  static func origin(of voice: String, model: String) -> VoiceOrigin? {
    origin(ofVoice: voice) ?? origin(ofModel: model)
  }

  /// The voices a model speaks with: `qwen3-tts-vc-2026-01-22` with cloned ones, `-vd-` with designed ones.
  static func origin(ofModel model: String) -> VoiceOrigin? {
    let parts = model.lowercased().split(separator: "-")
    return parts.contains("vc") ? .cloned : parts.contains("vd") ? .designed : nil
  }

  /// What the service's own name for a voice says: `qwen-tts-vc-anna-voice-20260122-8f3a`.
  static func origin(ofVoice name: String) -> VoiceOrigin? {
    let name = name.lowercased()
    if name.hasPrefix("qwen-tts-vc-") { return .cloned }
    return name.hasPrefix("qwen-tts-vd-") ? .designed : nil
  }

  /// What whoever pays for a model should know of it before a run.
  static func notices(of model: String) -> [String] {
    guard let known = QwenModel(named: model) else {
      return [
        "`\(model)` is not among the models known on \(asOf); its voices and price are guesses."
      ]
    }
    var sentences: [String] = []
    if let next = known.replacement {
      sentences.append(
        "`\(model)` was announced to end on \(lastDay) (Model Studio's notices, as of \(asOf)); "
          + "if it is gone, take `\(next)`.")
    }
    if known.isAlias {
      sentences.append(
        "`\(model)` is a name the vendor may give to another model, so the timbre of new takes may "
          + "change; model and date are recorded with each take.")
    }
    return sentences
  }
}
