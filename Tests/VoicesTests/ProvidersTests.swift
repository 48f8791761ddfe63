import Dubbing
import Foundation
import Testing

@testable import Voices

struct ProvidersTests {
  @Test func theListIsTheFolder() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: "Sources/Voices/Providers")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == Providers.known.map { "\($0).swift" }.sorted())
  }

  @Test func typesAreDistinct() {
    #expect(Set(Providers.known.map { $0.type }).count == Providers.known.count)
  }

  @Test func aReferenceNamesProviderAndVoice() async throws {
    let providers = Providers()
    #expect(try await providers.voice("espeak/es-419", language: "es").voice.name == "es-419")
    #expect(try await providers.voice("espeak", language: "pt-BR").voice.name == "pt-br")
  }

  @Test(arguments: ["espaek/es", "", "/", "qwen/Cherry"])
  func anUnknownProviderIsRefused(reference: String) async throws {
    let error = await failure { () throws(SpeechError) in
      try await Providers().voice(reference, language: "es").voice
    }
    #expect(error?.kind == .missingVoice)
    #expect((error?.description.contains("“espeak”") == true) == (reference != "qwen/Cherry"))
  }

  @Test func aRegisteredProviderIsFoundByItsPipelineName() async throws {
    var providers = Providers()
    providers.register(Recording(names: ["ab12"]) { _ in [] }, as: "studio")
    let (voice, synthesizer) = try await providers.voice("studio/ab12", language: "es")
    #expect(voice == Voice(provider: "recording", model: "human", name: "ab12"))
    #expect(synthesizer.source.url.hasSuffix("/digitalCapture"))
    #expect(providers.names == ["espeak", "studio"])
    #expect(providers["espeak"]?.source.url.hasSuffix("/algorithmicMedia") == true)
  }
}

struct RecordingTests {
  private struct Gone: Error {}

  private func speak(_ bytes: [UInt8]?) async -> (speech: Speech?, error: SpeechError?) {
    let recording = Recording(names: ["ab12"]) { _ in
      guard let bytes else { throw Gone() }
      return bytes
    }
    let voice = Voice(provider: "recording", model: "human", name: "ab12")
    do {
      return (try await recording.speak(Line(text: "x", language: "es", voice: voice)), nil)
    } catch {
      return (nil, error)
    }
  }

  @Test func aRecordingComesBackUnchanged() async throws {
    let wav = try await Espeak().speak(line("Grabado.", "es")).audio
    #expect(await speak(wav).speech == Speech(audio: wav, kind: .wav))
    let flac = Array("fLaC and so on".utf8)
    #expect(await speak(flac).speech?.kind == .flac)
  }

  @Test func whatIsNoRecordingIsRefused() async throws {
    #expect(await speak(Array("ID3".utf8)).error?.kind == .badAudio)
    #expect(await speak([]).error?.kind == .badAudio)
    #expect(await speak(nil).error?.kind == .unavailable)
  }

  @Test func anUnknownRecordingIsRefusedBeforeReading() async {
    let recording = Recording(names: ["ab12"]) { _ in throw Gone() }
    let error = await failure { () throws(SpeechError) in
      try recording.voice(named: "ab13", language: "es")
    }
    #expect(error?.kind == .missingVoice)
  }
}
