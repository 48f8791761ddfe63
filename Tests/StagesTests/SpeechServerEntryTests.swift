import Testing
import Voices

@testable import Stages

private let least = "url: 'http://127.0.0.1:8091/v1', model: m"

@Suite struct SpeechServerEntryTests {
  private func entry(_ keys: String, residency: String = "") -> String {
    yaml(
      languages: "  es: { subtitles: es.srt, voice: studio/Vivian }",
      more: "\(residency)providers:\n  studio: { type: openai-speech, \(keys) }")
  }

  @Test func aServerIsReadWithItsDefaults() throws {
    let server = OpenAISpeechServer(name: "studio", base: "http://127.0.0.1:8091/v1", model: "m")
    #expect(try pipeline(entry(least)).providers["studio"] == .openAISpeech(server))
    #expect(server.dialect == .vllmOmni && server.price == .free && server.allowance == .own)
    let cloud = OpenAISpeechServer(name: "x", base: "https://api.openai.com/v1", model: "tts-1")
    #expect(cloud.dialect == .openAI)
  }

  @Test func everyKeyIsTaken() throws {
    let keys = """
      url: 'http://10.0.0.7/v1/audio/speech', allow_http: true, model: m, dialect: vllm-omni, mode: stream, \
      task: voice-clone, response_format: pcm, seed: 5, key: env:MY_KEY, concurrency: 3, \
      requests_per_second: 2, allow_unlisted: true, price: { per_10k_characters: 0.1, currency: eur }
      """
    var server = OpenAISpeechServer(
      name: "studio", base: "http://10.0.0.7/v1", model: "m", dialect: .vllmOmni)
    server.mode = .stream
    server.task = .voiceClone
    server.format = .pcm
    server.seed = 5
    server.keyVariable = "MY_KEY"
    server.allowance = Allowance(callsPerKilosecond: 2_000, concurrency: 3)
    server.allowsUnlisted = true
    server.price = Tariff(nanosPerCharacter: 10_000, currency: "EUR")
    #expect(try pipeline(entry(keys)).providers["studio"] == .openAISpeech(server))
  }

  @Test(arguments: [
    ("model: m", "url"), ("url: 'http://127.0.0.1/v1'", "model"),
    ("url: 'http://10.0.0.7/v1', model: m", "allow_http"),
    ("url: 'http://example.org/v1', allow_http: true, model: m", "https"),
    ("\(least), task: clone", "voice-clone"), ("\(least), dialect: openai, seed: 4", "vllm-omni"),
    ("\(least), mode: stream, speed: honoured", "whole"), ("\(least), mode: url", "stream"),
    ("\(least), region: singapore", "region"), ("\(least), key: sk-canary", "env:"),
  ])
  func aWrongEntryIsRefusedWithARemedy(keys: String, remedy: String) {
    let error = refusal(entry(keys))
    #expect(error?.description.contains(remedy) == true, "\(error?.description ?? "none")")
    #expect(error?.description.contains("canary") == false && error?.line != nil)
  }

  @Test func aServerElsewhereIsNoResidence() throws {
    let away = "url: 'https://tts.example.org/v1', model: m"
    #expect(
      refusal(entry(away, residency: "residency: singapore\n"))?.description
        .contains("tts.example.org") == true)
    _ = try pipeline(entry(away, residency: "residency: tts.example.org\n"))
    _ = try pipeline(entry(least, residency: "residency: singapore\n"))
  }
}
