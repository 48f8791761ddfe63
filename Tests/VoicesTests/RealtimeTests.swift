import Dubbing
import Foundation
import Testing

@testable import Voices

/// Realtime sessions against the double: the right sound, or an error with a name, never a bad take.
@Suite struct RealtimeTests {
  private let server: FakeServer
  private static let words = "Canary words, spoken to nobody."

  init() throws { server = try FakeServer() }

  private func speak(
    _ mode: DashScopeAccount.Mode, _ commit: DashScopeAccount.Commit = .server, _ fault: String?,
    under conduct: Conduct = Conduct()
  ) async throws -> (speech: Speech, count: FakeServer.Count) {
    var provider = try server.account(mode)
    provider.account.commit = commit
    try await server.plan(fault ?? "")
    let voice = try provider.voice(named: "default", language: "en")
    let speech = try await provider.speak(
      Line(text: Self.words, language: "en", voice: voice), under: conduct)
    return (speech, try await server.count())
  }

  @Test(arguments: DashScopeAccount.Commit.allCases)
  func aSessionSoundsAsAStreamDoes(commit: DashScopeAccount.Commit) async throws {
    let stream = try await speak(.stream, .server, #"{"kind":"bareSamples"}"#)
    let (speech, count) = try await speak(.realtime, commit, nil)
    #expect(speech.audio == stream.speech.audio)
    #expect(speech.calls == 1 && count.calls == 1 && count.spoken == 1)
    #expect(speech.characters == count.billed && speech.request?.isEmpty == false)
  }

  @Test(arguments: ["fragments", "gap", "crumbs"])
  func oddSessionsChangeNoSample(kind: String) async throws {
    let plain = try await speak(.realtime, .server, nil)
    let (speech, count) = try await speak(.realtime, .server, #"{"kind":"\#(kind)"}"#)
    #expect(speech.audio == plain.speech.audio && count.calls == 1)
  }

  @Test(arguments: ["cut", "endBeforeStop", "silentClose", "failedResponse", "errorEvent"])
  func aSessionThatBreaksOffIsHeldAgain(kind: String) async throws {
    let plain = try await speak(.realtime, .server, nil)
    let (speech, count) = try await speak(.realtime, .server, #"{"kind":"\#(kind)"}"#)
    #expect(speech.audio == plain.speech.audio && speech.calls == 2 && count.calls == 2)
  }

  @Test(arguments: [
    (#"{"kind":"refuse","status":401,"code":"InvalidApiKey"}"#, SpeechError.Kind.unauthorized),
    (#"{"kind":"refuse","status":403,"code":"AccessDenied"}"#, .unauthorized),
    (#"{"kind":"otherModel"}"#, .missingModel), (#"{"kind":"silence"}"#, .badAudio),
    (#"{"kind":"nothing"}"#, .badAudio),
    (#"{"kind":"errorEvent","code":"DataInspectionFailed"}"#, .moderated),
    (#"{"kind":"errorEvent","code":"invalid_value","message":"voice canary"}"#, .missingVoice),
  ])
  func whatCannotPassIsAskedOnce(fault: String, kind: SpeechError.Kind) async throws {
    let provider = try server.account(.realtime)
    try await server.plan(fault)
    let error = await failure { () throws(SpeechError) in
      let voice = try provider.voice(named: "default", language: "en")
      return try await provider.speak(Line(text: Self.words, language: "en", voice: voice))
    }
    #expect(error?.kind == kind)
    #expect(error?.description.lowercased().contains("canary") == false)
    #expect(try await server.count().calls == 1)
  }

  @Test func aModelNobodyKnowsEndsInAnError() async throws {
    let provider = try server.account(.realtime, model: "qwen9-tts-realtime")
    try await server.plan()
    let error = await failure { () throws(SpeechError) in
      let voice = try provider.voice(named: "default", language: "en")
      return try await provider.speak(Line(text: Self.words, language: "en", voice: voice))
    }
    #expect(error?.kind == .badAudio)
    #expect(try await server.count().spoken == 0)
  }

  @Test func addressesOfSessionsFollowThoseOfTheService() {
    typealias Region = DashScopeAccount.Region
    let model = "qwen3-tts-flash-realtime"
    #expect(
      Region.singapore.socket(model: model)
        == "wss://dashscope-intl.aliyuncs.com/api-ws/v1/realtime?model=\(model)")
    #expect(
      Region.custom("http://127.0.0.1:8000/api/v1").socket(model: model)
        == "ws://127.0.0.1:8000/api-ws/v1/realtime?model=\(model)")
  }
}
