import Dubbing
import Transport

extension DashScope: VoiceDesigning {
  /// The model a cloned or designed voice is made for unless another is given.
  public static func usualModel(for origin: VoiceOrigin) -> String {
    switch origin {
    case .cloned: "qwen3-tts-vc-2026-01-22"
    case .designed: "qwen3-tts-vd-2026-01-26"
    }
  }

  /// What is to be known of cloning and designing before it is done.
  public static var customizationNotice: String {
    "cloning and designing voices was announced to end on \(QwenModel.lastDay) (Model Studio's notices, as of "
      + "\(QwenModel.asOf)); if it is gone, the service says so"
  }

  public func clone(_ sample: VoiceSample, as name: String, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
  {
    try checkTarget(.cloned)
    let question = try CustomizationQuestion.clone(sample, as: name, for: account.model)
    // No price is published for enrolment.
    let call = try call(question, sample.language, tariff: .free, origin: .cloned)
    return try await exchange().make(question, call, under: conduct)
  }

  public func design(_ wish: VoiceWish, as name: String, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
  {
    try checkTarget(.designed)
    let question = try CustomizationQuestion.design(wish, as: name, for: account.model)
    let call = try call(
      question, wish.language, tariff: QwenPrices.design(in: account.region), origin: .designed)
    return try await exchange().make(question, call, under: conduct)
  }

  public func customVoices() async throws(SpeechError) -> [CustomVoice] {
    var all: [CustomVoice] = []
    for model in CustomizationQuestion.Model.allCases {
      all += try await exchange().voices(of: model)
        .filter { voice in !all.contains { $0.name == voice.name } }
    }
    return all
  }

  public func deleteVoice(_ name: String) async throws(SpeechError) {
    let isDesigned = QwenModel.origin(ofVoice: name) == .designed
    try await exchange().plainly(.delete(name, of: isDesigned ? .design : .enrollment))
  }

  private func checkTarget(_ origin: VoiceOrigin) throws(SpeechError) {
    guard QwenModel.origin(ofModel: account.model) != origin else { return }
    throw SpeechError(
      .missingModel,
      "`\(shown(account.model))` does not speak with \(origin.rawValue) voices; take "
        + "--target-model \(Self.usualModel(for: origin)).")
  }

  /// A voice is billed as one piece, whatever it says.
  private func call(
    _ question: CustomizationQuestion, _ language: String?, tariff: Tariff, origin: VoiceOrigin
  ) throws(SpeechError) -> Call {
    Call(
      provider: account.name, type: Self.type,
      account: Conduct.account(host: account.region.base, key: try readKey()),
      model: question.model.rawValue, voice: question.input.preferredName ?? "",
      language: language ?? "und", characters: 1, tariff: tariff, allowance: account.allowance,
      origin: origin)
  }

  private func exchange() throws(SpeechError) -> CustomizationExchange {
    var limits = limits
    // Nothing is heard until the voice is made.
    limits.idle = limits.total
    return CustomizationExchange(
      account: account, key: try readKey(), backoff: backoff, limits: limits)
  }
}
