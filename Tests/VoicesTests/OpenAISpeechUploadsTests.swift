import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// Voices that a server of one's own learns from a recording, at the double.
@Suite struct OpenAISpeechUploadsTests {
  private let server: FakeOmniServer
  private let sample: VoiceSample

  init() throws {
    server = try FakeOmniServer()
    var sample = VoiceSample(
      audio: Array("RIFF\r\n--x".utf8) + [0, 255, 13, 10], type: "audio/wav", transcript: "¡Hola!")
    sample.consent = "c1"
    self.sample = sample
  }

  private func clone(_ faults: String..., as name: String = "Ana_1") async throws -> CustomVoice {
    try await server.plan(faults: faults)
    var provider = server.provider()
    if faults.contains(where: { $0.contains("stall") }) { provider.limits.total = .seconds(8) }
    return try await provider.clone(sample, as: name, under: Conduct())
  }

  @Test func whatIsGivenIsListedAndTakenAway() async throws {
    let made = try await clone()
    #expect(made == CustomVoice(name: "ana_1", model: FakeOmniServer.model))
    let upload = try #require(try await server.count().uploads.first)
    #expect(upload.consent == "c1" && upload.refText == "¡Hola!")
    #expect(upload.fileSize == sample.audio.count)
    let provider = server.provider()
    #expect(try await provider.customVoices() == [made])
    try await provider.deleteVoice("ANA_1")
    #expect(try await provider.customVoices().isEmpty)
  }

  @Test func aVoiceWhoseAnswerIsLostIsNotMadeTwice() async throws {
    #expect(try await clone(#"{"kind":"stall"}"#).name == "ana_1")
    #expect(try await server.count().made == 1)
  }

  @Test func whatIsRefusedForNowIsAskedAgain() async throws {
    _ = try await clone(#"{"kind":"refuse","status":503,"times":2}"#)
    #expect(try await server.count().made == 1)
  }

  @Test func aVoiceIsNotPutInThePlaceOfAnother() async throws {
    _ = try await clone()
    for name in ["ana_1", "ANA_1", "vivian"] {
      await #expect(throws: SpeechError.self) { try await clone(as: name) }
    }
    #expect(try await server.count().made == 0)
  }

  @Test(arguments: ["../models", "a/b", "a%2Fb", "a b", "", "ñ", "..", "a?b", "a\r\nb"])
  func oddNamesAreRefusedBeforeAnyCall(name: String) async throws {
    await #expect(throws: SpeechError.self) { try await clone(as: name) }
    let provider = server.provider()
    let error = await failure { () async throws(SpeechError) in
      try await provider.deleteVoice(name)
    }
    #expect(error?.kind == .refused)
    #expect(try await server.count().lists == 0)
  }

  @Test func aServerThatLearnsNoVoicesIsExplained() async throws {
    let provider = server.provider { $0.dialect = .openAI }
    let sample = sample
    let error = await failure { () async throws(SpeechError) in
      try await provider.clone(sample, as: "ana", under: Conduct())
    }
    #expect(error?.description.contains("dialect: vllm-omni") == true)
  }
}
