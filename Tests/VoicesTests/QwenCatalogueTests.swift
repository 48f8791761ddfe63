import Dubbing
import Testing

@testable import Voices

/// The vendor's tables as data: voices, models, prices.
@Suite struct QwenCatalogueTests {
  private func provider(_ model: String, _ region: DashScopeAccount.Region = .singapore)
    -> DashScope
  {
    DashScope(DashScopeAccount(name: "qwen", region: region, model: model)) { _ in nil }
  }

  @Test func everyModelHasAsManyVoicesAsTheVendorCounts() {
    let counts = [
      ("qwen3-tts-flash", 48), ("qwen3-tts-flash-2025-11-27", 48),
      ("qwen3-tts-flash-2025-09-18", 17), ("qwen3-tts-instruct-flash", 24), ("qwen-tts", 4),
      ("qwen-tts-latest", 7), ("qwen-tts-realtime", 4), ("qwen3-tts-vd-2026-01-26", 0),
    ]
    for (model, count) in counts {
      #expect(provider(model).catalogue.count == count, "\(model)")
    }
    #expect(Set(QwenVoice.all.map(\.name)).count == 49 && QwenVoice.all.count == 49)
    #expect(Set(QwenVoice.all.compactMap(\.dialect)).count == 8)
  }

  @Test func aVoiceTheModelLacksIsRefusedWithTheNearest() throws {
    #expect { try provider("qwen3-tts-flash").voice(named: "Chery", language: "en") } throws: {
      "\($0)".contains("“Cherry”") && "\($0)".contains("allow_unlisted")
    }
    #expect {
      try provider("qwen3-tts-instruct-flash").voice(named: "Rocky", language: "zh")
    } throws: { "\($0)".contains("of other models") }
    var open = provider("qwen3-tts-flash")
    open.account.allowsUnlisted = true
    #expect(try open.voice(named: "Newcomer", language: "en").name == "Newcomer")
  }

  @Test func aCustomVoiceSpeaksWithModelsOfItsKindOnly() throws {
    let clone = try provider("qwen3-tts-vc-2026-01-22")
      .voice(named: "qwen-tts-vc-anna-voice-1-a", language: "en")
    #expect(clone.origin == .cloned)
    let designed = try provider("qwen3-tts-vd-realtime-2026-01-15")
      .voice(named: "qwen-tts-vd-narr-voice-1-a", language: "en")
    #expect(designed.origin == .designed)
    #expect(try provider("qwen3-tts-flash").voice(named: "Cherry", language: "en").origin == nil)
    for (model, name) in [
      ("qwen3-tts-flash", "qwen-tts-vc-anna-voice-1-a"), ("qwen3-tts-vc-2026-01-22", "Cherry"),
      ("qwen3-tts-vd-2026-01-26", "qwen-tts-vc-anna-voice-1-a"),
    ] {
      var open = provider(model)
      open.account.allowsUnlisted = true
      #expect { try open.voice(named: name, language: "en") } throws: {
        "\($0)".contains("only; write the `model:`")
      }
    }
  }

  @Test func announcedRetirementsAreToldWithDateAndReplacement() {
    let old = provider("qwen3-tts-flash-2025-11-27").notices.joined()
    #expect(old.contains("2026-10-10") && old.contains("take `qwen3-tts-flash`"))
    let alias = provider("qwen3-tts-flash").notices
    #expect(alias.count == 1 && alias[0].contains("timbre"))
    #expect(provider("qwen9-tts").notices.joined().contains("not among the models"))
    #expect(provider("qwen-tts").notices.joined().contains("second of speech"))
  }

  @Test func pricesFollowModelAndRegion() {
    let dollars = [
      ("qwen3-tts-flash", 10_000), ("qwen3-tts-instruct-flash", 11_500),
      ("qwen3-tts-flash-realtime", 13_000), ("qwen3-tts-vc-realtime-2026-01-15", 13_000),
      ("qwen3-tts-vd-realtime-2026-01-15", 14_336),
    ]
    for (model, nanos) in dollars {
      #expect(
        provider(model).tariff == Tariff(nanosPerCharacter: nanos, currency: "USD"), "\(model)")
    }
    let beijing = provider("qwen3-tts-flash-realtime", .beijing).tariff
    #expect(beijing == Tariff(nanosPerCharacter: 100_000, currency: "CNY"))
    var own = provider("qwen3-tts-flash")
    own.account.price = Tariff(nanosPerCharacter: 9_000, currency: "EUR")
    #expect(own.tariff.nanosPerCharacter == 9_000 && own.tariff.currency == "EUR")
  }
}
