import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// Against a server process that speaks with espeak-ng, lies as the real one does, and fails on demand.
@Suite struct DashScopeTests {
  typealias Mode = DashScopeAccount.Mode
  private static let overHTTP: [Mode] = [.stream, .url]
  private let server: FakeServer

  init() throws { server = try FakeServer() }

  private func line(_ text: String, _ language: String = "en", by provider: DashScope) throws
    -> Line
  {
    Line(
      text: text, language: language,
      voice: try provider.voice(named: "default", language: language))
  }

  /// A line spoken in spite of `faults`, what espeak-ng says to the same, and what the double counted.
  private func spoken(_ mode: Mode, _ faults: String...) async throws -> (
    speech: Speech, same: Bool, count: FakeServer.Count
  ) {
    var provider = try server.account(mode)
    if faults.contains(where: { $0.contains("stall") }) { provider.limits.idle = .seconds(8) }
    try await server.plan(faults.joined(separator: ","))
    let speech = try await provider.speak(try line(Self.words, by: provider))
    let alone = try await espeak(Self.words, "en")
    return (speech, speech.audio == alone, try await server.count())
  }

  private func espeak(_ text: String, _ language: String) async throws -> [UInt8] {
    let espeak = Espeak()
    let voice = try await espeak.voice(named: "default", language: language)
    return try await espeak.speak(Line(text: text, language: language, voice: voice)).audio
  }

  private static let words = "Canary words, spoken to nobody."

  /// The error a line ends in, and what the double counted.
  private func refusal(
    _ mode: Mode, _ faults: String..., text: String = Self.words
  ) async throws -> (error: SpeechError, count: FakeServer.Count) {
    let provider = try server.account(mode)
    try await server.plan(faults.joined(separator: ","))
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(
        Line(text: text, language: "en", voice: provider.voice(named: "default", language: "en")))
    }
    let found = try #require(error)
    #expect(!found.description.lowercased().contains("canary"), "\(found)")
    return (found, try await server.count())
  }

  // MARK: The right sound

  @Test func noLineIsLostToTheServicesLimit() async throws {
    var provider = try server.account(.stream)
    provider.account.allowance = Allowance(callsPerKilosecond: 40_000, concurrency: 8)
    try await server.plan(#"{"kind":"limit","per_second":40}"#)
    let conduct = Conduct(turns: Turns(folder: nil))
    let lines = try (0..<160).map { try line("Line \($0).", by: provider) }
    let ready = provider
    let spoken = await withTaskGroup(of: Bool.self) { group in
      for line in lines {
        group.addTask { (try? await ready.speak(line, under: conduct)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let count = try await server.count()
    #expect(spoken == 160 && count.spoken == 160)
    // Some, where the machine is busy and calls that were held up arrive together.
    #expect(count.throttled <= 16)
  }

  @Test(arguments: Mode.allCases, sentences)
  func everyLanguageSoundsAsItsEngineAlone(
    mode: Mode, sentence: (language: String, text: String)
  ) async throws {
    let provider = try server.account(mode)
    let speech = try await provider.speak(
      try line(sentence.text, sentence.language, by: provider))
    #expect(try await speech.audio == espeak(sentence.text, sentence.language))
    #expect(speech.calls == 1 && speech.request?.isEmpty == false)
    let count = try await server.count()
    #expect(speech.characters == count.billed && speech.expected == count.billed)
    #expect(count.downloads == (mode == .url ? 1 : 0))
  }

  @Test(arguments: [
    #"{"kind":"crumbs"}"#, #"{"kind":"carriageReturns"}"#, #"{"kind":"nullWord"}"#,
    #"{"kind":"trailingChunk"}"#, #"{"kind":"headerSize","size":0}"#,
    #"{"kind":"headerSize","size":4294967295}"#, #"{"kind":"headerSize","size":2147483647}"#,
    #"{"kind":"headerSize","size":2000000000}"#,
  ])
  func oddShapesChangeNoSample(fault: String) async throws {
    for mode in Self.overHTTP {
      let (speech, isSame, count) = try await spoken(mode, fault)
      #expect(isSame && speech.calls == 1 && count.calls == 1, "\(mode) \(fault)")
    }
  }

  @Test func samplesWithoutAHeaderAreTakenFor24kHz() async throws {
    let (speech, _, _) = try await spoken(.stream, #"{"kind":"bareSamples"}"#)
    let plain = try await spoken(.stream).speech
    #expect(speech.audio[24..<28].elementsEqual([0xC0, 0x5D, 0, 0]))
    let ratio = Double(speech.audio.count - 44) / Double(plain.audio.count - 44)
    #expect(abs(ratio - 24_000.0 / 22_050) < 0.01)
  }

  @Test func soundInsideTheAnswerNeedsNoDownload() async throws {
    let (_, isSame, count) = try await spoken(.url, #"{"kind":"inlineSound"}"#)
    #expect(isSame && count.downloads == 0)
  }

  @Test func aLongLineIsOneTakeOfSeveralCalls() async throws {
    let provider = try server.account(.stream)
    let sentence = "The harbour lies still, and nobody is about at this hour of the morning. "
    let text = String(repeating: sentence, count: 20)
    var parts: [Speech] = []
    for part in provider.parts(of: try line(text, by: provider)) {
      parts.append(try await provider.speak(part))
    }
    let count = try await server.count()
    #expect(parts.count == count.calls && count.calls > 1)
    #expect(count.questions.allSatisfy { $0.input.text.utf8.count <= DashScope.longest })
    #expect(count.questions.allSatisfy { $0.input.text.hasSuffix("morning.") })
    var samples = 0
    for question in count.questions {
      samples += try await espeak(question.input.text, "en").count - 44
    }
    let whole = try Speech.joined(parts.map(\.audio))
    #expect(try WaveFile(repairing: whole).samples.count == samples && whole.count == samples + 44)
    #expect(parts.reduce(0) { $0 + $1.characters } == count.billed)
  }

  @Test func theConnectionIsKeptWarmAndTheFirstSoundIsTimed() async throws {
    let watcher = Outcomes()
    let provider = try server.account(.stream)
    for word in ["One.", "Two.", "Three."] {
      _ = try await provider.speak(
        try line(word, by: provider), under: Conduct(watchers: [watcher]))
    }
    #expect(watcher.all.count == 3)
    #expect(watcher.all.dropFirst().allSatisfy { $0.connecting == nil })
    for outcome in watcher.all {
      let first = try #require(outcome.firstAudio)
      #expect(first > .zero && first <= outcome.duration)
    }
  }

  @Test func aCountThatDiffersIsKeptBesideOurs() async throws {
    let speech = try await spoken(.stream, #"{"kind":"miscount"}"#).speech
    #expect(speech.characters == speech.expected + 1)
  }

  @Test func onlyAnInstructModelIsGivenADirection() async throws {
    for model in ["qwen3-tts-flash", "qwen3-tts-instruct-flash"] {
      let provider = try server.account(.stream, model: model)
      var line = try line("Quiet, please.", by: provider)
      line.direction = "whispering"
      _ = try await provider.speak(line)
    }
    #expect(try await server.count().questions.map(\.input.instructions) == [nil, "whispering"])
  }

  @Test func aDirectionIsRewordedOnlyWhereThatIsAskedFor() async throws {
    var provider = try server.account(.stream, model: "qwen3-tts-instruct-flash")
    let plain = try provider.voice(named: "Cherry", language: "en")
    provider.account.optimizesInstructions = true
    for direction in [nil, "whispering"] {
      var line = try line("Quiet, please.", by: provider)
      line.direction = direction
      #expect(line.voice != plain)
      _ = try await provider.speak(line)
    }
    #expect(try await server.count().questions.map(\.input.optimizeInstructions) == [nil, true])
  }

  // MARK: Again, where it helps

  @Test(
    arguments: overHTTP,
    [
      #"{"kind":"refuse","status":429,"code":"Throttling.RateQuota"}"#,
      #"{"kind":"refuse","status":429,"code":"limit_requests"}"#,
      #"{"kind":"refuse","status":429,"code":"Throttling.BurstRate","form":"events"}"#,
      #"{"kind":"refuse","status":429,"form":"empty"}"#,
      #"{"kind":"refuse","status":400,"code":"ClientDisconnect"}"#,
      #"{"kind":"refuse","status":429,"code":"insufficient_quota","message":"Allocated quota exceeded."}"#,
      #"{"kind":"refuse","status":500,"code":"InternalError.Timeout"}"#,
      #"{"kind":"refuse","status":503,"code":"ModelUnavailable","form":"openAI"}"#,
      #"{"kind":"refuse","status":502,"form":"text"}"#, #"{"kind":"noJSON"}"#,
    ])
  func whatPassesIsAskedAgain(mode: Mode, fault: String) async throws {
    let (speech, isSame, count) = try await spoken(mode, fault, fault)
    #expect(isSame && speech.calls == 3 && count.calls == 3)
  }

  @Test(arguments: [
    #"{"kind":"endBeforeStop"}"#, #"{"kind":"cut"}"#, #"{"kind":"silentClose"}"#,
    #"{"kind":"errorInStream","code":"InternalError.Algo"}"#,
    #"{"kind":"errorInStream","code":"Throttling.RateQuota"}"#,
    #"{"kind":"errorInStream","code":"insufficient_quota","message":"Allocated quota exceeded."}"#,
    #"{"kind":"errorEvent","status":429,"code":"Throttling"}"#,
  ])
  func aBrokenStreamIsThrownAwayAndAskedAgain(fault: String) async throws {
    let (speech, isSame, count) = try await spoken(.stream, fault)
    #expect(isSame && speech.calls == 2 && count.calls == 2)
  }

  @Test func silenceInTheMiddleIsNotWaitedOut() async throws {
    let (speech, isSame, count) = try await spoken(.stream, #"{"kind":"stall"}"#)
    // On a busy machine the double may seem silent once more.
    #expect(isSame && speech.calls >= 2 && count.calls == speech.calls)
  }

  @Test func aDeadLinkIsSpokenAgain() async throws {
    let (speech, isSame, count) = try await spoken(.url, #"{"kind":"deadLink"}"#)
    #expect(isSame && speech.calls == 2 && count.spoken == 2)
  }

  @Test func aCutDownloadIsFetchedAgainAndNeverKept() async throws {
    let (error, count) = try await refusal(.url, #"{"kind":"cutDownload","times":9}"#)
    #expect(error.kind == .unavailable && error.retry == .maybe)
    #expect(count.downloads > count.calls)
  }

  @Test func fourAttemptsAreTheMost() async throws {
    let fault = #"{"kind":"refuse","status":429,"code":"Throttling","times":9}"#
    let (error, count) = try await refusal(.stream, fault)
    #expect(error.kind == .throttled && error.retry == .maybe && count.calls == 4)
    #expect(error.description.contains("attempt 4"))
  }

  @Test func theServersWishIsHonouredOrNotWaitedFor() async throws {
    let soon = #"{"kind":"refuse","status":429,"code":"Throttling","retryAfter":"1"}"#
    let began = ContinuousClock.now
    #expect(try await spoken(.stream, soon).count.calls == 2)
    #expect(began.duration(to: .now) >= .seconds(1))
    let never = #"{"kind":"refuse","status":429,"code":"Throttling","retryAfter":"3600"}"#
    #expect(try await refusal(.stream, never).count.calls == 1)
  }

  // MARK: Never again, where it does not

  private static let final: [(String, SpeechError.Kind)] = [
    (#""status":401,"code":"InvalidApiKey""#, .unauthorized),
    (#""status":403,"code":"Model.AccessDenied""#, .unauthorized),
    (#""status":403,"code":"AllocationQuota.FreeTierOnly""#, .unpaid),
    (#""status":400,"code":"Arrearage""#, .unpaid),
    (#""status":429,"code":"PostpaidBillOverdue""#, .unpaid),
    (#""status":429,"code":"CommodityNotPurchased""#, .unpaid),
    (
      #""status":429,"code":"Throttling.AllocationQuota","message":"Free allocated quota exceeded.""#,
      .unpaid
    ),
    (#""status":404,"code":"ModelNotFound""#, .missingModel),
    (#""status":404,"form":"empty""#, .missingModel),
    (#""status":400,"code":"InvalidParameter","message":"Model not exist.""#, .missingModel),
    (#""status":400,"code":"InvalidParameter","message":"url error""#, .missingModel),
    (#""status":400,"code":"DataInspectionFailed""#, .moderated),
    (#""status":400,"code":"data_inspection_failed","form":"events""#, .moderated),
    (#""status":400,"code":"InvalidParameter","message":"Invalid voice specified""#, .missingVoice),
    (#""status":400,"code":"BadRequest.VoiceNotFound""#, .missingVoice),
    (
      #""status":400,"code":"InvalidParameter","message":"Range of input length should be [0, 600]""#,
      .refused
    ),
    (#""status":400,"code":"InternalError.Algo.InvalidParameter""#, .refused),
    (#""status":400,"form":"empty""#, .refused),
  ]

  @Test(arguments: overHTTP, final)
  func whatDoesNotPassIsToldAtOnce(mode: Mode, fault: (String, SpeechError.Kind)) async throws {
    let (error, count) = try await refusal(mode, #"{"kind":"refuse",\#(fault.0)}"#)
    #expect(error.kind == fault.1 && error.retry == .never && count.calls == 1, "\(error)")
  }

  @Test func anErrorInsideAGoodStreamHasItsOwnName() async throws {
    let moderated = #"{"kind":"errorInStream","code":"DataInspectionFailed"}"#
    #expect(try await refusal(.stream, moderated).error.kind == .moderated)
    let event = #"{"kind":"errorEvent","status":401,"code":"InvalidApiKey"}"#
    #expect(try await refusal(.stream, event).error.kind == .unauthorized)
  }

  @Test(arguments: overHTTP, ["silence", "nothing", "mp3"])
  func noSpeechIsNoTake(mode: Mode, kind: String) async throws {
    let (error, count) = try await refusal(mode, #"{"kind":"\#(kind)"}"#)
    #expect(error.kind == .badAudio && count.calls == 1)
  }

  @Test func aLinkElsewhereIsNotFollowed() async throws {
    let fault = #"{"kind":"strangeLink","address":"http://192.0.2.1:1"}"#
    #expect(try await refusal(.url, fault).error.kind == .badAudio)
    let file = #"{"kind":"strangeLink","address":"file:///etc"}"#
    #expect(try await refusal(.url, file).error.kind == .badAudio)
  }

  @Test func aKeyIsNotSentElsewhere() async throws {
    let (error, count) = try await refusal(
      .stream, #"{"kind":"redirect","address":"\#(server.base)"}"#)
    #expect(error.kind == .unavailable && error.retry == .never && count.calls == 1)
  }

  // MARK: Before any call

  @Test func aWrongKeyNamesVariableAndRegion() async throws {
    for key in [nil, "", "two words"] {
      let provider = try server.account(.stream, key: key)
      let line = try line("x", by: provider)
      let error = await failure { () throws(SpeechError) in try await provider.speak(line) }
      #expect(error?.kind == .unauthorized)
      #expect(error?.description.contains("DASHSCOPE_API_KEY") == true)
    }
    let provider = try server.account(.stream, key: "sk-canary-other")
    let line = try line("x", by: provider)
    let error = await failure { () throws(SpeechError) in try await provider.speak(line) }
    #expect(error?.kind == .unauthorized && error?.description.contains("127.0.0.1") == true)
    #expect(error?.description.contains("canary") == false)
    #expect(try await server.count().calls == 0)
  }

  @Test(arguments: ["sv", "xx", "fil", "nl-BE"])
  func aLanguageItDoesNotSpeakIsRefusedUnasked(language: String) throws {
    let provider = try server.account(.stream)
    #expect { try provider.voice(named: "Cherry", language: language) } throws: {
      ($0 as? SpeechError)?.kind == .missingVoice
    }
  }

  @Test(arguments: [
    ("pt-BR", "Portuguese"), ("zh-Hant", "Chinese"), ("yue", "Chinese"), ("EN-us", "English"),
    ("jpn", "Japanese"),
  ])
  func theTypeFollowsTheTracksLanguage(tag: String, type: String) throws {
    #expect(try DashScopeQuestion.languageType(of: tag) == type)
  }

  @Test func theVoiceKnowsModelAndRegionAndFindsItsAccount() throws {
    let here = try server.account(.stream)
    let there = DashScope(DashScopeAccount(name: "far", region: .beijing))
    var providers = Providers()
    providers.register(here, as: "qwen")
    providers.register(there, as: "far")
    let voice = try there.voice(named: "Eldric Sage", language: "de")
    #expect(voice.settings == ["region": "beijing"] && voice.model == "qwen3-tts-flash")
    let found = providers.synthesizer(for: voice) as? DashScope
    #expect(found?.account.name == "far")
    #expect(providers.synthesizer(for: Voice(provider: "x", model: "", name: "")) == nil)
  }

  @Test func aLineCanBeStopped() async throws {
    let provider = try server.account(.stream)
    try await server.plan(#"{"kind":"stall","times":9}"#)
    let line = try line("x", by: provider)
    let task = Task { await failure { () throws(SpeechError) in try await provider.speak(line) } }
    while try await server.count().calls == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    #expect(try await server.count().calls == 1)
  }
}
