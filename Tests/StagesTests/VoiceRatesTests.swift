import Dubbing
import Engine
import Foundation
import Testing

@testable import Stages

@Suite struct VoiceRatesTests {
  let store: Store
  let voice = Voice(provider: "espeak", model: "1", name: "es")

  init() throws {
    store = try Store(
      at: FileManager.default.temporaryDirectory.appending(path: "rates-\(UUID().uuidString)").path)
  }

  func line(_ characters: Int, pace: Int = 100) -> Line {
    Line(
      text: String(repeating: "a", count: characters), language: "es", voice: voice, pace: pace)
  }

  func rate(_ rates: VoiceRates = VoiceRates()) -> Double {
    rates.rate(of: voice, language: "es", remembered: store).charactersPerSecond
  }

  @Test func aVoiceNeverHeardSpeaksAsItsLanguageDoes() {
    #expect(rate() == SpeechRate.usual("es").charactersPerSecond)
  }

  @Test func whatAVoiceSaidInOneScriptIsKnownInTheNext() throws {
    var rates = VoiceRates()
    rates.hear(line(100), for: Time(seconds: 5))
    #expect(rate(rates) == 20)
    try rates.remember(in: store)
    #expect(rate() == 20)
  }

  @Test func aShorterScriptDoesNotUnteachALongerOne() throws {
    var long = VoiceRates()
    long.hear(line(100), for: Time(seconds: 5))
    try long.remember(in: store)
    var short = VoiceRates()
    short.hear(line(10), for: Time(seconds: 5))
    try short.remember(in: store)
    #expect(rate() == 20)
    #expect(rate(short) == 2)
  }

  @Test func takesAtAnotherPaceTeachNothing() {
    var rates = VoiceRates()
    rates.hear(line(100, pace: 120), for: Time(seconds: 1))
    #expect(rate(rates) == SpeechRate.usual("es").charactersPerSecond)
  }
}
