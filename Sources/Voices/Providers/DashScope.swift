public import Dubbing
import Foundation
import Transport

/// Neural speech from Alibaba's Qwen-TTS, over its DashScope service: ten languages, paid by the character.
///
/// A line over the service's limit is spoken in parts. What the service refuses, breaks off or answers
/// with silence is an error, never a take.
public struct DashScope: Synthesizer {
  public static let type = "dashscope"

  /// Bytes of UTF-8 in one request. Documented are 600 “characters”; what counts as one is not, and
  /// 600 bytes are within every reading.
  static let longest = 600

  public internal(set) var account: DashScopeAccount
  private let key: @Sendable () -> String?
  var backoff = Backoff()
  var limits = Request.Limits()

  /// - Parameter environment: where the key is; this process's own unless given.
  public init(
    _ account: DashScopeAccount,
    environment: (@Sendable (String) -> String?)? = nil
  ) {
    self.account = account
    let variable = account.keyVariable
    key = {
      guard let environment else { return ProcessInfo.processInfo.environment[variable] }
      return environment(variable)
    }
  }

  public var source: DigitalSource { .trainedAlgorithmicMedia }

  public var isRemote: Bool { true }

  public var followsDirection: Bool { DashScopeQuestion.followsInstructions(account.model) }

  /// Instruct models read figures in Chinese, whatever the language of the line, so all that has figures is spelt out.
  ///
  /// Source: QwenLM/Qwen3-TTS, issue 265.
  public func reads(in language: String) -> Set<WrittenForm> {
    let all: Set<WrittenForm> = [
      .number, .grouping, .ordinal, .percent, .currency, .abbreviation,
    ]
    let isChinese = (try? DashScopeQuestion.languageType(of: language)) == "Chinese"
    return followsDirection && !isChinese ? [.abbreviation] : all
  }

  /// The price of the account's own agreement, or the list's.
  public var tariff: Tariff {
    account.price ?? QwenPrices.tariff(of: account.model, in: account.region)
  }

  private static let usual = "Cherry"

  /// The voice meant by a name, such as `Cherry` or `Eldric Sage`; `default` is Cherry.
  ///
  /// `settings` holds the region: its models are not always those of another.
  public func voice(named name: String, language: String) throws(SpeechError) -> Voice {
    _ = try DashScopeQuestion.languageType(of: language)
    guard !name.isEmpty, name.utf8.count <= 128, name == shown(name) else {
      throw SpeechError(
        .missingVoice, "“\(shown(name))” cannot be a voice; write one such as Cherry.")
    }
    let name = name == "default" ? Self.usual : name
    try checkListed(name)
    return Voice(
      provider: Self.type, model: account.model, name: name, settings: settings(of: name))
  }

  /// All that changes the sound, beside model and name; and whose voice it is.
  private func settings(of name: String) -> [String: String] {
    var settings = account.realtime.heard
    settings["region"] = account.region.name
    if account.optimizesInstructions { settings[DashScopeQuestion.optimizing] = "true" }
    settings[VoiceOrigin.setting] = QwenModel.origin(of: name, model: account.model)?.rawValue
    return settings
  }

  public func speaks(_ voice: Voice) -> Bool {
    voice.provider == Self.type && voice.model == account.model
      && voice.settings == settings(of: voice.name)
  }

  /// Realtime models take a rate; `qwen-tts-realtime`, the first of them, does not.
  public var paces: ClosedRange<Int>? {
    account.mode == .realtime && !account.model.hasPrefix("qwen-tts")
      ? RealtimeSettings.percents : nil
  }

  public func speak(_ line: Line, under conduct: Conduct) async throws(SpeechError) -> Speech {
    let texts = texts(of: line)
    guard texts.count < 2 else {
      throw SpeechError(.refused, "The line is too long for one call; ask for its parts.")
    }
    guard let text = texts.first else {
      throw SpeechError(.refused, "The line has no words to say; give it some or take it out.")
    }
    let spoken = try await DashScopeCall(
      account: account, key: try readKey(), tariff: tariff, backoff: backoff, limits: limits,
      conduct: conduct
    ).speak(text, for: line)
    let counted = qwenBilledCharacters(text)
    // What is paid by tokens is not to be foretold from the text.
    let expected =
      QwenPrices.isByToken(account.model) ? spoken.characters ?? counted : counted
    return Speech(
      audio: spoken.wave.bytes, calls: spoken.calls, characters: spoken.characters ?? expected,
      expected: expected, request: spoken.request)
  }

  public func parts(of line: Line) -> [Line] {
    let texts = texts(of: line)
    guard texts.count > 1 else { return [line] }
    return texts.map {
      var part = line
      part.text = $0
      return part
    }
  }

  public func billedCharacters(of line: Line) -> Int {
    texts(of: line).reduce(0) { $0 + qwenBilledCharacters($1) }
  }

  /// What is sent for a line, one call each.
  private func texts(of line: Line) -> [String] {
    pieces(of: qwenSpeakable(line.text, language: line.language), limit: Self.longest)
  }

  func readKey() throws(SpeechError) -> String {
    let found = key()?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard !found.isEmpty else {
      throw SpeechError(
        .unauthorized,
        "The environment variable \(account.keyVariable) is empty: put the key of \(account.name) "
          + "for \(account.region.name) there.")
    }
    guard found.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw SpeechError(
        .unauthorized, "What is in \(account.keyVariable) is no key: it has odd characters in it.")
    }
    return found
  }
}
