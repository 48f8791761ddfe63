import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// The realtime interface against the double: one session a text, over WebSocket.
@Suite struct RealtimeTests {
  private let server: FakeServer

  init() throws { server = try FakeServer() }

  private static let words = "Canary words, spoken to nobody, and a little longer than one piece."

  private func line(_ provider: DashScope) throws -> Line {
    Line(
      text: Self.words, language: "en",
      voice: try provider.voice(named: "default", language: "en"))
  }

  private func account(_ change: (inout DashScope) -> Void = { _ in }) throws -> DashScope {
    var provider = try server.account(.realtime)
    change(&provider)
    return provider
  }

  private func espeak(pace: Int = 100) async throws -> [UInt8] {
    let espeak = Espeak()
    let voice = try await espeak.voice(named: "default", language: "en")
    return try await espeak.speak(
      Line(text: Self.words, language: "en", voice: voice, pace: pace)
    ).audio
  }

  private func refusal(
    _ faults: String..., by provider: DashScope? = nil
  ) async throws -> (error: SpeechError, count: FakeServer.Count) {
    let provider = try provider ?? account()
    try await server.plan(faults.joined(separator: ","))
    let line = try line(provider)
    let error = await failure { () throws(SpeechError) in try await provider.speak(line) }
    let found = try #require(error)
    #expect(!found.description.lowercased().contains("canary"), "\(found)")
    return (found, try await server.count())
  }

  // MARK: The right sound

  @Test(arguments: RealtimeSettings.Commit.allCases)
  func bothWaysOfCommittingSoundAlike(commit: RealtimeSettings.Commit) async throws {
    let provider = try account { $0.account.realtime.commit = commit }
    let speech = try await provider.speak(try line(provider))
    #expect(try await speech.audio == espeak())
    let count = try await server.count()
    #expect(speech.calls == 1 && speech.characters == count.billed && count.calls == 1)
    #expect(speech.request == "resp_1")
  }

  @Test(arguments: ["fragments", "gap", "otherOrder", "responses", "snapshot"])
  func oddShapesChangeNoSample(kind: String) async throws {
    let provider = try account()
    try await server.plan(#"{"kind":"\#(kind)"}"#)
    let speech = try await provider.speak(try line(provider))
    #expect(try await speech.audio == espeak() && speech.calls == 1)
    #expect(speech.characters == speech.expected)
  }

  @Test func theUsualRateIs24kHz() async throws {
    let provider = try account { $0.account.realtime.sampleRate = 24_000 }
    let speech = try await provider.speak(try line(provider))
    #expect(speech.audio[24..<28].elementsEqual([0xC0, 0x5D, 0, 0]))
    #expect(try provider.voice(named: "Cherry", language: "en").settings["sample_rate"] == nil)
  }

  @Test func aPaceIsAskedForAsARate() async throws {
    let provider = try account()
    var line = try line(provider)
    line.pace = 130
    #expect(try await provider.speak(line).audio == espeak(pace: 130))
    #expect(provider.paces == 50...200)
  }

  @Test func connectingAndTheFirstSoundAreMeasuredApart() async throws {
    let watcher = Outcomes()
    let provider = try account()
    _ = try await provider.speak(try line(provider), under: Conduct(watchers: [watcher]))
    let outcome = try #require(watcher.all.first)
    #expect(outcome.connecting ?? .zero > .zero && outcome.firstAudio ?? .zero > .zero)
    #expect(outcome.duration > (outcome.connecting ?? .zero) + (outcome.firstAudio ?? .zero))
  }

  @Test func whatIsHeardIsPartOfTheVoice() throws {
    let voices = try [nil, 80, 120].map { pitch in
      try account { $0.account.realtime.pitch = pitch }.voice(named: "Cherry", language: "en")
    }
    #expect(Set(voices).count == 3)
  }

  // MARK: Again, where it helps

  @Test(arguments: [
    #"{"kind":"endBeforeStop"}"#, #"{"kind":"cut"}"#,
    #"{"kind":"incomplete"}"#, #"{"kind":"errorInStream","code":"InternalError"}"#,
    #"{"kind":"refuse","code":"ClientDisconnect"}"#, #"{"kind":"refuse","code":"session_expired"}"#,
    #"{"kind":"refuse","code":"invalid_value","message":"request timeout after 23 seconds."}"#,
    #"{"kind":"refuse","code":"invalid_value","message":"Requests rate limit exceeded, please try again later."}"#,
    #"{"kind":"refuse","code":"insufficient_quota","message":"You exceeded your current requests list."}"#,
    #"{"kind":"refuse","code":"Throttling.AllocationQuota","message":"Allocated quota exceeded."}"#,
    #"{"kind":"refuse","code":"Throttling.RateQuota"}"#,
    #"{"kind":"refuse","code":"limit_requests"}"#,
  ])
  func aSessionThatDoesNotFinishIsThrownAwayAndAskedAgain(fault: String) async throws {
    let provider = try account()
    try await server.plan(fault)
    let speech = try await provider.speak(try line(provider))
    #expect(try await speech.audio == espeak() && speech.calls == 2)
  }

  @Test func silenceInTheMiddleIsNotWaitedOut() async throws {
    let provider = try account { $0.limits.idle = .seconds(5) }
    try await server.plan(#"{"kind":"stall"}"#)
    let speech = try await provider.speak(try line(provider))
    #expect(try await speech.audio == espeak() && speech.calls >= 2)
  }

  // MARK: Never again, where it does not

  @Test(arguments: [
    (#"{"kind":"refuse","code":"DataInspectionFailed"}"#, SpeechError.Kind.moderated),
    (#"{"kind":"refuse","code":"invalid_api_key"}"#, .unauthorized),
    (#"{"kind":"refuse","code":"Arrearage"}"#, .unpaid),
    (#"{"kind":"refuse","code":"invalid_value","message":"canary"}"#, .refused),
    (#"{"kind":"errorInStream","code":"DataInspectionFailed"}"#, .moderated),
    (
      #"{"kind":"refuse","code":"insufficient_quota","message":"Free allocated quota exceeded."}"#,
      .unpaid
    ),
    (
      #"{"kind":"refuse","code":"InvalidParameter","message":"Engine return error code: 411"}"#,
      .missingVoice
    ),
    (#"{"kind":"otherModel"}"#, .missingModel), (#"{"kind":"otherModelLater"}"#, .missingModel),
    (#"{"kind":"silentClose"}"#, .missingModel), (#"{"kind":"silence"}"#, .badAudio),
    (#"{"kind":"nothing"}"#, .badAudio),
  ])
  func whatDoesNotPassIsToldAtOnce(fault: String, kind: SpeechError.Kind) async throws {
    let (error, count) = try await refusal(fault)
    #expect(error.kind == kind && error.retry == .never && count.calls == 1, "\(error)")
  }

  @Test func aWrongKeyFailsTheHandshakeAndNamesTheRegion() async throws {
    let provider = try server.account(.realtime, key: "sk-other")
    let line = try line(provider)
    let error = await failure { () throws(SpeechError) in try await provider.speak(line) }
    #expect(error?.kind == .unauthorized && error?.description.contains("127.0.0.1") == true)
  }

  /// The service lets any model in, and hangs up on one it does not have.
  @Test func anUnknownModelIsNamedAtOnceAndCostsNothing() async throws {
    let provider = try account { $0.account.model = "qwen9-tts-realtime" }
    let (error, outcome, count) = try await outcome(by: provider)
    #expect(error.kind == .missingModel && error.retry == .never && count.calls == 1)
    #expect(error.description.contains("qwen9-tts-realtime"))
    #expect(error.description.contains("127.0.0.1"))
    #expect(outcome.characters == 0 && outcome.failure == .missingModel)
  }

  /// A cut after the sound began is no sign of a missing model, and may have been paid for.
  @Test func aBrokenAnswerIsBookedAndAskedAgain() async throws {
    let (error, outcome, count) = try await outcome(#"{"kind":"cut","times":9}"#)
    #expect(error.kind == .badAudio && error.retry == .maybe && count.calls == 4)
    #expect(outcome.characters == Self.words.count)
  }

  @Test func noWordIsSaidToAnotherModel() async throws {
    let (_, outcome, count) = try await outcome(#"{"kind":"otherModel"}"#)
    #expect(outcome.characters == 0 && count.spoken == 0)
  }

  @Test func whatAnotherModelHeardIsBooked() async throws {
    let (_, outcome, _) = try await outcome(#"{"kind":"otherModelLater"}"#)
    #expect(outcome.characters == Self.words.count)
  }

  @Test func aRefusalForTooManyCallsSlowsTheAccountDown() async throws {
    let words = "Requests rate limit exceeded, please try again later."
    let fault = #"{"kind":"refuse","code":"invalid_value","message":"\#(words)","times":9}"#
    let (error, outcome, _) = try await outcome(fault)
    #expect(error.kind == .throttled && outcome.pressure == .rate)
  }

  /// The error a line ends in, and how its last call was booked.
  private func outcome(
    _ faults: String..., by provider: DashScope? = nil
  ) async throws -> (error: SpeechError, outcome: CallOutcome, count: FakeServer.Count) {
    let provider = try provider ?? account()
    let watcher = Outcomes()
    try await server.plan(faults.joined(separator: ","))
    // A model that is not known has no voices either.
    let line = Line(
      text: Self.words, language: "en",
      voice: Voice(provider: DashScope.type, model: provider.account.model, name: "Cherry"))
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(line, under: Conduct(watchers: [watcher]))
    }
    return (
      try #require(error), try #require(watcher.all.last), try await server.count()
    )
  }

  @Test func aCutSessionHasTheServicesNumber() async throws {
    let provider = try account()
    for (fault, number) in [("cut", "resp_1"), ("silentClose", "sess_1")] {
      try await server.plan(#"{"kind":"\#(fault)"}"#)
      let session = RealtimeSession(account: provider.account, key: try provider.readKey())
      let line = try line(provider)
      let error = await #expect(throws: DashScopeFailure.self) {
        try await session.speak(Self.words, for: line)
      }
      #expect(error?.request == number, "\(error?.error.description ?? "")")
    }
  }

  @Test func anUnknownVoiceIsNamed() async throws {
    let provider = try account()
    try await server.plan("")
    var line = try line(provider)
    line.voice.name = "Nobody"
    let asked = line
    let error = await failure { () throws(SpeechError) in try await provider.speak(asked) }
    #expect(error?.kind == .missingVoice)
  }

  @Test func aServerThatIsNotThereIsNamed() async throws {
    let region = try #require(DashScopeAccount.Region(address: "http://127.0.0.1:9/api/v1"))
    var account = DashScopeAccount(
      name: "qwen", region: region, model: "qwen3-tts-flash-realtime", mode: .realtime)
    account.keyVariable = "K"
    var provider = DashScope(account) { _ in "sk-x" }
    provider.backoff.first = .milliseconds(1)
    let line = try line(provider)
    let ready = provider
    let error = await failure { () throws(SpeechError) in try await ready.speak(line) }
    #expect(error?.kind == .unavailable && error?.retry == .maybe)
  }

  @Test func aLineCanBeStopped() async throws {
    let provider = try account()
    try await server.plan(#"{"kind":"stall","times":9}"#)
    let line = try line(provider)
    let task = Task { await failure { () throws(SpeechError) in try await provider.speak(line) } }
    while try await server.count().calls == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
  }

  @Test(arguments: [
    ("https://host/api/v1", "wss://host/api-ws/v1/realtime?model=m%20x-realtime"),
    ("http://127.0.0.1:81/api/v1", "ws://127.0.0.1:81/api-ws/v1/realtime?model=m%20x-realtime"),
  ])
  func theAddressFollowsFromTheRegion(base: String, address: String) throws {
    let region = try #require(DashScopeAccount.Region(address: base))
    let account = DashScopeAccount(name: "a", region: region, model: "m x-realtime")
    #expect(account.realtimeAddress == address)
  }
}

/// Remembers how calls ended.
final class Outcomes: CallWatcher {
  private let list = Guarded<[CallOutcome]>([])
  var all: [CallOutcome] { list.withLock { $0 } }

  func began(_ call: Call) -> CallTicket {
    CallTicket { [list] outcome in list.withLock { $0.append(outcome) } }
  }
}
