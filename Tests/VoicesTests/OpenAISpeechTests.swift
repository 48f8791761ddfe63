import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// Against a server process that speaks with espeak-ng as vLLM-Omni does, and is odd on demand.
@Suite struct OpenAISpeechTests {
  private let server: FakeOmniServer
  private static let words = "Canary words, spoken to nobody."

  init() throws { server = try FakeOmniServer() }

  private func speak(
    by provider: OpenAISpeech, _ text: String = words, _ language: String = "en",
    voice: String = "Vivian", change: (inout Line) -> Void = { _ in }
  ) async throws -> Speech {
    var line = Line(
      text: text, language: language,
      voice: try await provider.voice(named: voice, language: language))
    change(&line)
    return try await provider.speak(line)
  }

  private func espeak(_ text: String = words, _ language: String = "en") async throws -> [UInt8] {
    try await Espeak().speak(line(text, language)).audio
  }

  /// The error a line ends in; the words of the line are never in it.
  private func refusal(
    _ faults: String..., traits: [String] = [], by provider: OpenAISpeech? = nil
  ) async throws -> SpeechError {
    try await server.plan(traits: traits, faults: faults)
    let provider = provider ?? server.provider()
    let error = await #expect(throws: SpeechError.self) { _ = try await speak(by: provider) }
    let found = try #require(error)
    #expect(!found.description.lowercased().contains("canary"), "\(found)")
    return found
  }

  @Test func aTakeKnowsTheRevisionOfItsModel() async throws {
    let speech = try await speak(by: server.provider())
    #expect(speech.revision == FakeOmniServer.model + "@0c0e3051")
  }

  // MARK: The right sound

  @Test(arguments: OpenAISpeechServer.Mode.allCases, sentences)
  func everyLanguageSoundsAsItsEngineAlone(
    mode: OpenAISpeechServer.Mode, sentence: (language: String, text: String)
  ) async throws {
    let provider = server.provider { $0.mode = mode }
    let speech = try await speak(by: provider, sentence.text, sentence.language)
    #expect(try await speech.audio == espeak(sentence.text, sentence.language))
    #expect(speech.calls == 1 && speech.characters == sentence.text.count)
    let question = try #require(try await server.count().questions.first)
    #expect(question.language.map { $0 != "Auto" } == true && question.responseFormat == "wav")
    #expect(question.maxNewTokens.map { (64...4_096).contains($0) } == true)
  }

  @Test(arguments: [
    (["oldStream"], "stream"), ([], "stream"), ([], "whole"),
  ])
  func bareSamplesAre24kHz(traits: [String], mode: String) async throws {
    try await server.plan(traits: traits)
    let provider = server.provider {
      $0.mode = .init(rawValue: mode) ?? .whole
      $0.format = .pcm
    }
    let speech = try await speak(by: provider)
    #expect(speech.kind == .wav && speech.audio[24..<28].elementsEqual([0xC0, 0x5D, 0, 0]))
    let ratio = Double(speech.audio.count - 44) / Double(try await espeak().count - 44)
    #expect(abs(ratio - 24_000.0 / 22_050) < 0.01)
  }

  @Test(arguments: [
    #"{"kind":"headerSize","size":0}"#, #"{"kind":"headerSize","size":4294967295}"#,
    #"{"kind":"headerSize","size":2147483647}"#, #"{"kind":"headerSize","size":2000000000}"#,
    #"{"kind":"trailingChunk"}"#,
  ])
  func lyingHeadersChangeNoSample(fault: String) async throws {
    try await server.plan(faults: [fault])
    #expect(try await speak(by: server.provider()).audio == espeak())
  }

  @Test(arguments: [("onlyMP3", Speech.Kind.mp3), ("onlyOgg", .ogg), ("onlyFLAC", .flac)])
  func aFormatNobodyAskedForIsTaken(trait: String, kind: Speech.Kind) async throws {
    try await server.plan(traits: [trait])
    let speech = try await speak(by: server.provider())
    #expect(speech.kind == kind && speech.audio.count > 500)
  }

  @Test func theFormatIsAlwaysAskedFor() async throws {
    try await server.plan(traits: ["mp3Default"])
    for dialect in OpenAISpeechServer.Dialect.allCases {
      let speech = try await speak(by: server.provider { $0.dialect = dialect })
      #expect(speech.kind == .wav)
    }
  }

  @Test func anotherTakeBeginsElsewhere() async throws {
    let provider = server.provider { $0.seed = 7 }
    for take in [1, 2] { _ = try await speak(by: provider) { $0.take = take } }
    #expect(try await server.count().questions.map(\.seed) == [7, 8])
  }

  @Test func thePortableDialectSendsNothingElse() async throws {
    let provider = server.provider { $0.dialect = .openAI }
    _ = try await speak(by: provider, Self.words, "eu") { $0.direction = "calm" }
    let question = try #require(try await server.count().questions.first)
    #expect(question.language == nil && question.taskType == nil && question.maxNewTokens == nil)
    #expect(question.instructions == "calm" && question.voice == "vivian")
  }

  @Test func aPaceIsAskedForWhereItIsHonoured() async throws {
    let provider = server.provider { $0.speed = .honoured }
    #expect(provider.paces == 50...200 && server.provider().paces == nil)
    let fast = try await speak(by: provider) { $0.pace = 150 }
    #expect(fast.audio.count < (try await espeak().count) * 4 / 5)
  }

  @Test func aVoiceIsMadeFromTheDirection() async throws {
    let provider = server.provider(model: "Qwen/Qwen3-TTS-12Hz-1.7B-VoiceDesign") {
      $0.task = .voiceDesign
    }
    let speech = try await speak(by: provider) { $0.direction = "a warm low voice" }
    #expect(!speech.audio.isEmpty)
    let error = await #expect(throws: SpeechError.self) { _ = try await speak(by: provider) }
    #expect(error?.description.contains("direction") == true)
    #expect(try await server.count().calls == 1)
  }

  @Test func aLongLineIsAskedForInParts() async throws {
    let provider = server.provider()
    let voice = try await provider.voice(named: "vivian", language: "en")
    let long = Line(
      text: Array(repeating: Self.words, count: 30).joined(separator: " "), language: "en",
      voice: voice)
    let parts = provider.parts(of: long)
    #expect(parts.count > 2 && parts.allSatisfy { $0.text.utf8.count <= OpenAISpeech.longest })
    #expect(provider.billedCharacters(of: long) == parts.reduce(0) { $0 + $1.text.count })
  }

  // MARK: Refusals

  @Test(arguments: [
    (#"{"kind":"refuse","status":503}"#, SpeechError.Kind.unavailable),
    (#"{"kind":"refuse","status":500,"form":"page"}"#, .unavailable),
    (#"{"kind":"refuse","status":429,"form":"detail"}"#, .throttled),
    (#"{"kind":"cut"}"#, .unavailable),
    (#"{"kind":"errorInside","status":503}"#, .unavailable),
  ])
  func whatPassesIsAskedAgain(fault: String, kind: SpeechError.Kind) async throws {
    try await server.plan(faults: [fault])
    let speech = try await speak(by: server.provider())
    #expect(speech.calls == 2)
    #expect(try await speech.audio == espeak())
    #expect(
      try await refusal(Array(repeating: fault, count: 4).joined(separator: ",")).kind == kind)
    #expect(try await server.count().calls == 4)
  }

  @Test(arguments: [
    #"{"kind":"endBeforeDone"}"#, #"{"kind":"cut"}"#, #"{"kind":"errorInStream","status":500}"#,
  ])
  func aStreamThatIsNotWholeIsNoTake(fault: String) async throws {
    try await server.plan(faults: [fault])
    let provider = server.provider { $0.mode = .stream }
    let speech = try await speak(by: provider)
    #expect(speech.calls == 2)
    #expect(try await speech.audio == espeak())
  }

  @Test(arguments: [
    (400, "vllm", "Invalid speaker 'canary'", SpeechError.Kind.missingVoice, "polydub voices"),
    (400, "vllm", "does not support task_type Base", .refused, "task"),
    (400, "detail", "Instructions too long", .refused, "direction"),
    (422, "details", "canary", .refused, "log"), (400, "empty", "", .refused, "log"),
    (404, "vllm", "The model does not exist.", .missingModel, "model"),
    (404, "detail", "Not Found", .unavailable, "/v1"),
    (401, "detail", "canary", .unauthorized, "STUDIO_KEY"),
    (402, "vllm", "canary", .unpaid, "pay"), (413, "page", "canary", .refused, "too long"),
  ])
  func whatDoesNotPassIsExplained(
    status: Int, form: String, message: String, kind: SpeechError.Kind, remedy: String
  ) async throws {
    let error = try await refusal(
      #"{"kind":"refuse","status":\#(status),"form":"\#(form)","message":"\#(message)"}"#)
    #expect(error.kind == kind && error.description.contains(remedy), "\(error)")
    #expect(try await server.count().calls == 1)
  }

  /// OpenAI answers 429 to an empty account, too.
  @Test(arguments: ["insufficient_quota", "billing_hard_limit_reached"])
  func anEmptyAccountIsNoRate(code: String) async throws {
    for (status, mode) in [(429, OpenAISpeechServer.Mode.whole), (400, .stream)] {
      let fault =
        #"{"kind":"refuse","status":\#(status),"form":"openAI","code":"\#(code)","times":4}"#
      let error = try await refusal(fault, by: server.provider { $0.mode = mode })
      #expect(error.kind == .unpaid && error.retry == .never, "\(error)")
      #expect(try await server.count().calls == 1)
    }
    let rate = #"{"kind":"refuse","status":429,"form":"openAI","code":"rate_limit_exceeded"}"#
    try await server.plan(faults: [rate])
    #expect(try await speak(by: server.provider()).calls == 2)
  }

  @Test func aRefusedCallIsBookedWithTheServersNumber() async throws {
    let watcher = Outcomes()
    try await server.plan(faults: [#"{"kind":"refuse","status":400}"#])
    let provider = server.provider()
    let voice = try await provider.voice(named: "Vivian", language: "en")
    let error = await failure { () async throws(SpeechError) in
      try await provider.speak(
        Line(text: Self.words, language: "en", voice: voice), under: Conduct(watchers: [watcher]))
    }
    #expect(error != nil && watcher.all.map(\.request) == ["req-1"])
  }

  @Test func anErrorInsideA200IsOne() async throws {
    let error = try await refusal(
      #"{"kind":"errorInside","status":400,"message":"Invalid speaker"}"#)
    #expect(error.kind == .missingVoice)
  }

  @Test(arguments: ["silence", "nothing"])
  func silenceIsNoTake(kind: String) async throws {
    #expect(try await refusal(#"{"kind":"\#(kind)","times":4}"#).kind == .badAudio)
  }

  @Test func aStalledServerIsLeft() async throws {
    var provider = server.provider()
    provider.limits.total = .seconds(3)
    #expect(try await refusal(#"{"kind":"stall"}"#, by: provider).kind == .timedOut)
  }

  @Test func aDirectionOverTheCapIsNotSent() async throws {
    let provider = server.provider()
    let error = await #expect(throws: SpeechError.self) {
      _ = try await speak(by: provider) { $0.direction = String(repeating: "calm ", count: 101) }
    }
    #expect(error?.description.contains("500") == true)
    #expect(try await server.count().calls == 0)
  }

  @Test func everyAttemptIsACallThatMayBeForbidden() async throws {
    let watcher = SpendingLimit(["USD": 0])
    let provider = server.provider { $0.price = Tariff(nanosPerCharacter: 10, currency: "USD") }
    let voice = try await provider.voice(named: "ryan", language: "en")
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(
        Line(text: Self.words, language: "en", voice: voice), under: Conduct(watchers: [watcher]))
    }
    #expect(error?.kind == .overLimit)
    #expect(try await server.count().calls == 0)
  }
}
