import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// Voices that are cloned and designed, at the double.
@Suite struct CustomVoiceTests {
  private let server: FakeServer
  private let target = "qwen3-tts-vc-2026-01-22"

  init() throws { server = try FakeServer() }

  /// Four seconds of silence, mono, 24 kHz: the double looks at the header alone.
  private var sample: VoiceSample {
    let samples = [UInt8](repeating: 0, count: 4 * 48_000)
    var header = Array("RIFF____WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0]
    header += [0xC0, 0x5D, 0, 0, 0x80, 0xBB, 0, 0, 2, 0, 16, 0] + Array("data____".utf8)
    return VoiceSample(audio: header + samples, type: "audio/wav", language: "es-MX")
  }

  private func clone(_ faults: String...) async throws -> CustomVoice {
    var provider = try server.account(.stream, model: target)
    if faults.contains(where: { $0.contains("stall") }) { provider.limits.total = .seconds(8) }
    try await server.plan(faults.joined(separator: ","))
    return try await provider.clone(sample, as: "ana_1", under: Conduct())
  }

  @Test func aCloneSpeaksWithItsModelAlone() async throws {
    let made = try await clone()
    #expect(made.model == target && made.name.hasPrefix("qwen-tts-vc-ana_1-"))
    let provider = try server.account(.stream, model: target)
    let voice = try provider.voice(named: made.name, language: "es")
    let spoken = try await provider.speak(Line(text: "Hola.", language: "es", voice: voice))
    #expect(!spoken.audio.isEmpty)
    #expect(try await provider.customVoices().map(\.name) == [made.name])
    try await provider.deleteVoice(made.name)
    #expect(try await provider.customVoices().isEmpty)
    let gone = await failure { () async throws(SpeechError) in
      try await provider.speak(Line(text: "Hola.", language: "es", voice: voice))
    }
    #expect(gone?.kind == .missingVoice && gone?.retry == .never)
    #expect(gone?.description.contains("Write the `model:` it was made for") == true)
  }

  @Test func aVoiceWhoseAnswerIsLostIsNotMadeTwice() async throws {
    let made = try await clone(#"{"kind":"stall"}"#)
    #expect(made.name.hasPrefix("qwen-tts-vc-ana_1-"))
    #expect(try await server.count().made == 1)
  }

  @Test func whatIsRefusedForNowIsAskedAgain() async throws {
    _ = try await clone(#"{"kind":"refuse","status":429,"code":"Throttling.RateQuota","times":2}"#)
    #expect(try await server.count().made == 1)
  }

  @Test func aRefusedRecordingIsBookedWithTheServicesNumber() async throws {
    let watcher = Outcomes()
    let provider = try server.account(.stream, model: target)
    try await server.plan(#"{"kind":"refuse","status":400,"code":"Audio.DecoderError"}"#)
    let sample = sample
    let error = await failure { () async throws(SpeechError) in
      try await provider.clone(sample, as: "ana_1", under: Conduct(watchers: [watcher]))
    }
    #expect(error != nil && watcher.all.map { $0.request?.count } == [36])
  }

  @Test func refusalsOfRecordingsAreExplained() async throws {
    for (fault, words) in [
      (#"{"kind":"refuse","status":400,"code":"Audio.DurationLimitError"}"#, "10 to 20 seconds"),
      (#"{"kind":"refuse","status":400,"code":"Throttling.AllocationQuota"}"#, "delete one"),
      (#"{"kind":"refuse","status":401,"code":"InvalidApiKey"}"#, "region"),
    ] {
      await #expect { try await clone(fault) } throws: { error in
        "\(error)".contains(words) && !"\(error)".contains("canary")
      }
      #expect(try await server.count().made == 0)
    }
  }

  @Test func wrongRequestsAreNotSent() async throws {
    try await server.plan("")
    let plain = try server.account(.stream)
    let clones = try server.account(.stream, model: target)
    let designs = try server.account(.stream, model: "qwen3-tts-vd-2026-01-26")
    let sample = sample
    let long = VoiceWish(prompt: String(repeating: "x", count: 2049), preview: "Hi.")
    let errors = [
      await failure { () async throws(SpeechError) in
        try await plain.clone(sample, as: "ana", under: Conduct())
      },
      await failure { () async throws(SpeechError) in
        try await clones.clone(sample, as: "Ana Pérez", under: Conduct())
      },
      await failure { () async throws(SpeechError) in
        try await designs.design(long, as: "narr", under: Conduct())
      },
    ]
    #expect(errors.allSatisfy { $0 != nil })
    #expect(try await server.count().customizations == 0)
  }

  @Test(arguments: [(2, 3, false), (3, 3, true), (2, nil, true), (100, nil, false)])
  func aShortPageIsTheLastOneOnlyWhereNoTotalIsTold(listed: Int, total: Int?, isLast: Bool) throws {
    let voices = (0..<listed).map { "{\"voice\":\"v\($0)\"}" }.joined(separator: ",")
    let count = total.map { ",\"total_count\":\($0)" } ?? ""
    let json = "{\"output\":{\"voice_list\":[\(voices)]\(count)}}"
    let answer = try #require(CustomizationAnswer.read(Array(json.utf8)))
    #expect(answer.isLast(known: listed) == isLast)
  }

  @Test func aDesignIsPaidInTheRegionsCurrency() {
    #expect(QwenPrices.design(in: .singapore).currency == "USD")
    #expect(QwenPrices.design(in: .beijing).currency == "CNY")
  }
}
