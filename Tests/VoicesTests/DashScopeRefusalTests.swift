import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// What the service says, and what it is taken for; words and codes of protocol reference A.7 and C.4.
@Suite struct DashScopeRefusalTests {
  private let server: FakeServer

  init() throws { server = try FakeServer() }

  private func refusal(
    _ fault: String, model: String = "qwen3-tts-flash", mode: DashScopeAccount.Mode = .stream
  ) async throws -> (error: SpeechError, count: FakeServer.Count) {
    let provider = try server.account(mode, model: model)
    try await server.plan(fault)
    let voice = Voice(provider: DashScope.type, model: model, name: "Cherry")
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(Line(text: "Canary words.", language: "en", voice: voice))
    }
    let found = try #require(error)
    #expect(!found.description.lowercased().contains("canary"), "\(found)")
    return (found, try await server.count())
  }

  @Test func aFreeQuotaThatIsUsedUpIsNoRate() async throws {
    for code in ["insufficient_quota", "Throttling.AllocationQuota"] {
      let words = "Free allocated quota exceeded."
      let (error, count) = try await refusal(
        #"{"kind":"errorInStream","code":"\#(code)","message":"\#(words)"}"#)
      #expect(error.kind == .unpaid && error.retry == .never && count.calls == 1)
    }
  }

  @Test(arguments: [
    "Engine return error code: 411", "[cosyvoice:]Engine error [418]",
    "The requested voice 'qwen-tts-vc-canary' is not supported.",
    "The voice does not belong to this target_model.",
  ])
  func aVoiceOfAnotherModelIsToldAsSuch(message: String) async throws {
    let (error, count) = try await refusal(
      #"{"kind":"refuse","status":400,"code":"InvalidParameter","message":"\#(message)"}"#)
    #expect(error.kind == .missingVoice && error.retry == .never && count.calls == 1)
    #expect(error.description.contains("Write the `model:` it was made for"), "\(error)")
  }

  /// System voices do not speak with models of custom voices, nor the other way.
  @Test(arguments: [
    ("qwen3-tts-vc-2026-01-22", "Cherry"),
    ("qwen3-tts-flash", "qwen-tts-vc-anna-voice-1-a"),
  ])
  func theServiceItselfRefusesAVoiceOfAnotherKind(model: String, voice: String) async throws {
    let provider = try server.account(.stream, model: model)
    try await server.plan("")
    let voice = Voice(provider: DashScope.type, model: model, name: voice)
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(Line(text: "Hello.", language: "en", voice: voice))
    }
    #expect(error?.kind == .missingVoice && error?.retry == .never)
    #expect(try await server.count().spoken == 0)
  }

  @Test(arguments: [DashScopeAccount.Mode.stream, .url])
  func aRealtimeModelOverHTTPIsToldItsMode(mode: DashScopeAccount.Mode) async throws {
    let (error, count) = try await refusal("", model: "qwen3-tts-flash-realtime", mode: mode)
    #expect(error.kind == .missingModel && error.retry == .never && count.calls == 1)
    #expect(error.description.contains("write `mode: realtime`"), "\(error)")
  }

  @Test(arguments: [
    #"{"kind":"refuse","status":429,"code":"Throttling"}"#,
    #"{"kind":"errorInStream","code":"DataInspectionFailed"}"#, #"{"kind":"endBeforeStop"}"#,
  ])
  func whatFailsHasTheServicesNumber(fault: String) async throws {
    let provider = try server.account(.stream)
    try await server.plan(fault)
    let line = Line(
      text: "Hello.", language: "en",
      voice: try provider.voice(named: "default", language: "en"))
    let key = try provider.readKey()
    let exchange = DashScopeExchange(
      account: provider.account, client: .shared, backoff: Backoff(), limits: provider.limits)
    let error = await #expect(throws: DashScopeFailure.self) {
      try await exchange.ask(
        DashScopeQuestion("Hello.", for: line).request(
          to: provider.account, key: key, limits: provider.limits))
    }
    #expect(error?.request?.count == 36)
  }

  @Test func callsThatRoseTooFastAreTakenForABurst() {
    let account = DashScopeAccount(name: "a")
    for (code, message) in [
      ("Throttling.BurstRate", ""), ("limit_burst_rate", ""),
      ("Throttling", "Request rate increased too quickly."),
    ] {
      let refusal = DashScopeRefusal(status: 429, code: code, message: message, account: account)
      #expect(refusal.pressure == .burst)
    }
    let plain = DashScopeRefusal(status: 429, code: "Throttling", message: "", account: account)
    #expect(plain.pressure == .rate)
  }

  @Test(arguments: [
    ("qwen3-tts-flash", 3_000), ("qwen3-tts-vc-realtime-2026-01-15", 3_000), ("qwen9-tts", 3_000),
    ("qwen3-tts-flash-2025-09-18", 166), ("qwen3-tts-flash-realtime-2025-09-18", 166),
    ("qwen-tts", 166), ("qwen-tts-latest", 166), ("qwen-tts-realtime", 166),
  ])
  func aModelIsAskedAsOftenAsItMayBe(model: String, calls: Int) {
    #expect(DashScopeAccount(name: "a", model: model).allowance.callsPerKilosecond == calls)
  }
}
