import Dubbing

extension DashScope {
  /// The voices of the account's model, in the ten languages each speaks.
  public var catalogue: [VoiceListing] {
    QwenVoice.all(of: account.model).map { voice in
      VoiceListing(
        name: voice.name, language: "mul", gender: voice.gender, note: voice.character,
        dialect: voice.dialect)
    }
  }

  public var catalogueDate: String? { QwenVoice.asOf }

  public func has(language: String) -> Bool {
    (try? DashScopeQuestion.languageType(of: language)) != nil
  }

  public var notices: [String] {
    let price = account.price == nil ? QwenPrices.notices(of: account.model) : []
    return QwenModel.notices(of: account.model) + price
  }

  /// Refuses a name that is no voice of the model, before anything is sent.
  ///
  /// Cloned and designed voices are in no table; whether a cloned one may speak is not asked here, but by whoever runs.
  func checkListed(_ name: String) throws(SpeechError) {
    try checkCustom(name)
    guard !account.allowsUnlisted, QwenModel.origin(of: name, model: account.model) == nil
    else { return }
    let names = QwenVoice.all(of: account.model).map(\.name)
    guard !names.contains(name) else { return }
    let elsewhere =
      QwenVoice.all.contains { $0.name == name } ? "is a voice of other models, but" : "is"
    throw SpeechError(
      .missingVoice,
      "“\(shown(name))” \(elsewhere) none that `\(account.model)` had on \(QwenVoice.asOf)"
        + "\(suggestion(for: name, among: names)); run `polydub voices --provider dashscope`, or write "
        + "`allow_unlisted: true` in the entry of `\(account.name)`.")
  }

  /// A custom voice speaks with the model it was made for, and that model with no other.
  private func checkCustom(_ name: String) throws(SpeechError) {
    let made = QwenModel.origin(ofVoice: name)
    let model = QwenModel.origin(ofModel: account.model)
    guard made != model, made != nil || QwenVoice.all.contains(where: { $0.name == name })
    else { return }
    let what = made.map { "a \($0.rawValue) voice" } ?? "a voice of the system"
    let speaks = model.map { "\($0.rawValue) voices" } ?? "voices of the system"
    throw SpeechError(
      .missingVoice,
      "“\(shown(name))” is \(what), and `\(account.model)` speaks with \(speaks) only; write the `model:` the voice "
        + "was made for in the entry of `\(account.name)`.")
  }
}
