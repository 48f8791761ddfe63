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

  public func has(language: String) -> Bool {
    (try? DashScopeQuestion.languageType(of: language)) != nil
  }

  public var notices: [String] {
    let price = account.price == nil ? QwenPrices.notices(of: account.model) : []
    return QwenModel.notices(of: account.model) + price
  }

  /// Refuses a name that is no voice of the model, before anything is sent.
  ///
  /// Clones are refused whatever the entry allows: whose voice it is has to have agreed, and no
  /// consent can be shown yet.
  func checkListed(_ name: String) throws(SpeechError) {
    guard !QwenModel.clones(account.model), !name.hasPrefix("qwen-tts-vc-") else {
      throw SpeechError(
        .missingVoice,
        "“\(shown(name))” of `\(account.model)` is a cloned voice, and the consent of its speaker cannot "
          + "be recorded in this version; choose another voice.")
    }
    guard !account.allowsUnlisted else { return }
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
}
