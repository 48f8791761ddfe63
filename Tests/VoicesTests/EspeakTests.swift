import Dubbing
import Testing

@testable import Voices

struct EspeakTests {
  let espeak = Espeak()

  @Test(arguments: sentences)
  func tenLanguagesSpeak(language: String, text: String) async throws {
    let speech = try await espeak.speak(line(text, language, by: espeak))
    #expect((0.8...4).contains(seconds(speech)))
    #expect(try !WaveFile(repairing: speech.audio).isSilent)
    #expect(speech.kind == .wav && speech.calls == 1 && speech.characters == 0)
  }

  @Test func theSameLineGivesTheSameBytesAlsoSideBySide() async throws {
    let line = try await line("会議はまもなく始まります。", "ja", by: espeak)
    let first = try await espeak.speak(line)
    let others = try await withThrowingTaskGroup(of: Speech.self) { group in
      for _ in 0..<8 { group.addTask { try await espeak.speak(line) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(others.count == 8 && others.allSatisfy { $0 == first })
  }

  @Test func aFreshEngineGivesTheSameBytes() async throws {
    let line = try await line("One and the same.", "en")
    #expect(try await espeak.speak(line) == Espeak().speak(line))
  }

  @Test func theHeaderTellsTheTrueSizes() async throws {
    let audio = try await espeak.speak(line("How long am I?", "en")).audio
    func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(audio[at + $1]) << (8 * $1) } }
    #expect(number(4) == audio.count - 8)
    #expect(number(40) == audio.count - 44)
  }

  @Test func paceScalesTheVoicesOwnRate() async throws {
    let words = "La reunión de mañana está a punto de empezar en la sala grande."
    let plain = try await espeak.speak(line(words, "es", by: espeak))
    let fast = try await espeak.speak(line(words, "es", pace: 130, by: espeak))
    let ratio = seconds(plain) / seconds(fast)
    #expect((1.15...1.45).contains(ratio), "asked 1.3, got \(ratio)")
  }

  @Test func theOwnRateIsPartOfTheVoice() async throws {
    var line = try await line("今天的会议很重要。", "zh", by: espeak)
    #expect(line.voice.settings == ["words_per_minute": "220"])
    let own = try await espeak.speak(line)
    line.voice.settings["words_per_minute"] = "175"
    #expect(try await seconds(espeak.speak(line)) > 1.1 * seconds(own))
  }

  @Test(arguments: [Int.min, -5, 0, 100, 100_000, Int.max])
  func anyPaceStaysWithinWhatIsIntelligible(pace: Int) {
    #expect((80...450).contains(EspeakRate.paced(175, percent: pace)))
  }

  @Test func aVariantIsAnotherTimbre() async throws {
    let words = "Somos dos."
    let plain = try await espeak.speak(line(words, "es", by: espeak))
    let other = try await espeak.speak(line(words, "es", voice: "es+f3", by: espeak))
    #expect(plain.audio != other.audio)
  }

  @Test func aVoiceWithoutSettingsStillSpeaks() async throws {
    var line = try await line("東京", "ja", by: espeak)
    line.voice.settings = [:]
    #expect(try await seconds(espeak.speak(line)) > 0.5)
  }

  @Test func aVoiceSettledWithAnotherVersionIsRefused() async throws {
    let settled = try await line("東京", "ja", by: espeak)
    var (engine, reader) = (settled, settled)
    engine.voice.model = "espeak-ng 0.9"
    reader.voice.settings["reader"] = "mecab 0.9"
    for line in [engine, reader] {
      let error = await failure { () throws(SpeechError) in try await espeak.speak(line) }
      #expect(error?.kind == .unavailable && error?.description.contains("0.9") == true)
    }
  }
}

struct HostileLineTests {
  let espeak = Espeak()

  private func said(_ text: String) async throws -> String {
    try await phonemes(speakable(text), voice: "en-us")
  }

  @Test func phonemeInputIsReadAsText() async throws {
    #expect(try await phonemes("see [[h@loU]] there", voice: "en-us").contains("h@loU"))
    #expect(try await !said("see [[h@loU]] there").contains("h@loU"))
  }

  @Test func controlCharactersGiveNoCommands() async throws {
    #expect(try await !phonemes("one\u{1}90S two", voice: "en-us").contains("n'aIn"))
    #expect(try await said("one\u{1}90S two").contains("n'aIn"))
    #expect(speakable("a\u{0}b\r\n\tc\u{85}d\u{2028}e") == "a b c d e")
  }

  @Test func markupIsReadAsText() async throws {
    let plain = try await espeak.speak(line("hello", "en", by: espeak))
    let marked = try await espeak.speak(
      line("<audio src=\"/etc/passwd\"/>hello", "en", by: espeak))
    #expect(seconds(marked) > seconds(plain) + 0.5)
  }

  @Test(arguments: ["-v de", "--help", "-f /etc/hostname", "--voices"])
  func aLeadingHyphenIsNoOption(text: String) async throws {
    #expect(try await seconds(espeak.speak(line(text, "en", by: espeak))) > 0.2)
  }

  @Test(arguments: ["", " ", "…", "\u{0}\u{1}", "\n\n"])
  func aLineWithoutWordsIsAnErrorNotSilence(text: String) async throws {
    let line = try await line(text, "en", by: espeak)
    let error = await failure { () throws(SpeechError) in try await espeak.speak(line) }
    #expect(error?.kind == .badAudio)
    #expect(error?.description.contains("silen") == true)
    #expect(error?.retry == .never)
  }

  @Test func anEndlessLineIsRefusedUnspoken() async throws {
    let line = try await line(String(repeating: "word ", count: 5_000), "en", by: espeak)
    let error = await failure { () throws(SpeechError) in try await espeak.speak(line) }
    #expect(error?.kind == .refused)
    #expect(error?.description.contains("word") == false)
  }

  @Test func anyMixOfScriptsIsSpokenOrRefused() async throws {
    var random = SystemRandomNumberGenerator()
    for language in ["ja", "zh", "ko", "en"] {
      let scalars = (0..<60).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 1...0x1FFFF, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let line = try await line(text, language, by: espeak)
      let error = await failure { () throws(SpeechError) in try await espeak.speak(line) }
      #expect(error == nil || error?.kind == .badAudio, "\(Array(text.utf8))")
    }
  }
}
