import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// Which voices a server has, and what is written down of them.
@Suite struct OpenAISpeechVoicesTests {
  private let server: FakeOmniServer

  init() throws { server = try FakeOmniServer() }

  private func refusal(
    of name: String, language: String = "en", by provider: OpenAISpeech? = nil
  ) async -> SpeechError? {
    let provider = provider ?? server.provider()
    return await failure { () throws(SpeechError) in
      try await provider.voice(named: name, language: language)
    }
  }

  @Test(arguments: [[], ["listElsewhere"], ["listOfObjects"]])
  func voicesAreThoseTheServerLists(traits: [String]) async throws {
    try await server.plan(traits: traits)
    let provider = server.provider()
    #expect(try await provider.catalogue.map(\.name).contains("ono_anna"))
    #expect(await refusal(of: "Ono_Anna", by: provider) == nil)
    #expect(try await server.count().calls == 0)
  }

  @Test(arguments: [("Ono Anna", "ono_anna"), ("Uncle Fu", "uncle_fu"), ("vivien", "vivian")])
  func anUnknownVoiceIsRefusedWithTheNearest(name: String, near: String) async throws {
    // It would be spoken with another voice, and nobody would know.
    try await server.plan(traits: ["fallsBack"])
    let error = try #require(await refusal(of: name))
    #expect(error.kind == .missingVoice && error.description.contains(near), "\(error)")
    #expect(error.description.contains("Alibaba") == name.contains(" "))
  }

  @Test func aHostedServersOwnSpellingIsSent() async throws {
    try await server.plan(traits: ["hostedSpelling"])
    let provider = server.provider()
    let voice = try await provider.voice(named: "ono_ANNA", language: "ja")
    _ = try await provider.speak(Line(text: "はい。", language: "ja", voice: voice))
    #expect(try await server.count().questions.map(\.voice) == ["Ono_anna"])
  }

  @Test func aServerWithoutAListNeedsAWord() async throws {
    try await server.plan(traits: ["noList"])
    let error = try #require(await refusal(of: "Vivian"))
    #expect(error.description.contains("allow_unlisted: true"))
    let open = server.provider { $0.allowsUnlisted = true }
    let voice = try await open.voice(named: "Vivian", language: "en")
    #expect(try await open.speak(Line(text: "Yes.", language: "en", voice: voice)).calls == 1)
  }

  @Test func aServerThatIsAwayIsTakenAtItsWordUntilItIsAsked() async throws {
    var server = OpenAISpeechServer(
      name: "studio", base: "http://127.0.0.1:9/v1", model: FakeOmniServer.model)
    server.seed = 1
    var provider = OpenAISpeech(server)
    provider.backoff.first = .milliseconds(1)
    let ready = provider
    let voice = try await ready.voice(named: "Vivian", language: "en")
    let there = self.server.provider { $0.seed = 1 }
    #expect(try await there.voice(named: "Vivian", language: "en") == voice)
    #expect(there.speaks(voice))
    let error = await failure { () throws(SpeechError) in
      try await ready.speak(Line(text: "Yes.", language: "en", voice: voice))
    }
    #expect(error?.kind == .unavailable)
  }

  @Test func anUnspokenLanguageIsRefused() async throws {
    let error = try #require(await refusal(of: "Vivian", language: "eu"))
    #expect(error.description.contains("dialect: openai"))
    #expect(!server.provider().has(language: "eu"))
  }

  @Test func anUploadedVoiceIsAPersons() async throws {
    let sample = try await Espeak().speak(line("A voice.", "en")).audio
    #expect(try await server.upload("anna1", sample: sample, consent: nil).status == 422)
    #expect(try await server.upload("anna1", sample: sample, consent: "c-1").isSuccess)
    #expect(try await server.count().uploads.map(\.fileSize) == [sample.count])
    let provider = server.provider()
    #expect(
      try await provider.catalogue.first { $0.name == "anna1" }?.note.contains("consent") == true)
    let voice = try await provider.voice(named: "anna1", language: "en")
    #expect(voice.origin == .cloned)
    // Nor may it pass as another's.
    var own = voice
    own.settings["origin"] = nil
    let disguised = own
    let error = await failure { () throws(SpeechError) in
      try await provider.speak(Line(text: "Yes.", language: "en", voice: disguised))
    }
    #expect(error?.kind == .missingVoice)
    #expect(try await server.count().calls == 0)
  }

  @Test func whatChangesTheSoundIsInTheKey() async throws {
    let plain = try await server.provider().voice(named: "ryan", language: "en")
    let changes: [(inout OpenAISpeechServer) -> Void] = [
      { $0.seed = 3 }, { $0.dialect = .openAI }, { $0.task = .customVoice },
    ]
    for change in changes {
      let provider = server.provider(change)
      #expect(try await provider.voice(named: "ryan", language: "en") != plain)
      #expect(!provider.speaks(plain))
    }
    let streamed = server.provider { $0.mode = .stream }
    #expect(streamed.speaks(plain))
  }

  @Test(arguments: [
    ("http://127.0.0.1:8091/v1/", true, true), ("https://tts.example.org/v1", true, true),
    ("http://tts.example.org/v1", false, false), ("http://192.168.1.4:8091/v1", false, true),
    ("http://10.0.0.1/v1", false, true), ("http://172.32.0.1/v1", false, false),
    ("http://gpu:8091/v1", false, true), ("http://gpu.local/v1", false, true),
    ("https://a:b@host/v1", false, false), ("ftp://host/v1", false, false),
    ("http://10.example.org/v1", false, false),
  ])
  func plainHTTPStaysNear(address: String, here: Bool, near: Bool) {
    #expect((OpenAISpeechServer.base(address, plain: .thisMachine) != nil) == here)
    #expect((OpenAISpeechServer.base(address, plain: .privateNetworks) != nil) == near)
  }
}
