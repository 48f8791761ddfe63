import Testing
import Voices

@testable import Stages

@Suite struct ProviderEntryTests {
  private func entry(_ keys: String, voice: String = "qwen/Cherry") -> String {
    yaml(
      languages: "  es: { subtitles: es.srt, voice: \(voice) }",
      more: "providers:\n  qwen: { type: dashscope, \(keys) }")
  }

  @Test func anAccountIsReadWithItsDefaults() throws {
    let pipeline = try pipeline(entry(""))
    #expect(pipeline.providers["qwen"] == .dashScope(DashScopeAccount(name: "qwen")))
    #expect(pipeline.languages[0].voice.description == "qwen/Cherry")
    #expect(Providers(pipeline.providers).names == ["espeak", "qwen"])
  }

  @Test func everyKeyIsTaken() throws {
    let read = try pipeline(
      entry("region: beijing, model: qwen-tts, mode: url, key: env:MY_KEY")
    ).providers["qwen"]
    #expect(
      read
        == .dashScope(
          DashScopeAccount(
            name: "qwen", region: .beijing, model: "qwen-tts", mode: .url, keyVariable: "MY_KEY")))
    let own = try pipeline(entry("base_url: 'https://w.example.org/api/v1/'")).providers["qwen"]
    #expect(
      own
        == .dashScope(
          DashScopeAccount(name: "qwen", region: .custom("https://w.example.org/api/v1"))))
  }

  @Test(arguments: [
    ("key: sk-canary", "env:DASHSCOPE_API_KEY"), ("key: 'env:'", "env:DASHSCOPE_API_KEY"),
    ("region: singapur", "singapore"), ("region: beijing, base_url: 'https://x/'", "not both"),
    ("base_url: 'http://example.org/'", "https"),
    ("mode: realtime", "qwen3-tts-flash-realtime"), ("pitch: 80", "realtime"),
    ("optimize_instructions: true", "instruct"),
    ("model: x-realtime, mode: url", "realtime"), ("model: x-realtime, sample_rate: 9000", "24000"),
    ("modell: x", "model"),
  ])
  func aWrongEntryIsRefusedWithARemedy(keys: String, remedy: String) {
    let error = refusal(entry(keys))
    #expect(error?.description.contains(remedy) == true)
    #expect(error?.description.contains("canary") == false)
    #expect(error?.line != nil)
  }

  @Test func aPriceOfOnesOwnIsKeptExactly() throws {
    let entry = entry("price: { per_10k_characters: 0.08765, currency: eur }, allow_unlisted: yes")
    guard case .dashScope(let account)? = try pipeline(entry).providers["qwen"] else {
      Issue.record("no account")
      return
    }
    #expect(account.price == Tariff(nanosPerCharacter: 8_765, currency: "EUR"))
    #expect(account.allowsUnlisted)
  }

  /// Ten calls a minute are all some models take; whoever pays for more says so.
  @Test(arguments: [
    ("", 3_000, 6), ("model: qwen-tts", 166, 6), ("model: qwen3-tts-flash-2025-09-18", 166, 6),
    ("model: qwen-tts, requests_per_second: 2, concurrency: 1", 2_000, 1),
  ])
  func anAccountIsAskedAsOftenAsItsModelAllows(keys: String, calls: Int, places: Int) throws {
    guard case .dashScope(let account)? = try pipeline(entry(keys)).providers["qwen"] else {
      Issue.record("no account")
      return
    }
    #expect(
      account.allowance == Allowance(callsPerKilosecond: calls, concurrency: places))
  }

  @Test(arguments: ["0.123456", "-1", "cheap"])
  func aPriceThatCannotBeKeptIsRefused(amount: String) {
    let error = refusal(entry("price: { per_10k_characters: '\(amount)', currency: USD }"))
    #expect(error?.description.contains("five decimals") == true && error?.line != nil)
  }

  private func residing(_ place: String, _ keys: String) -> String {
    entry(keys) + "\nresidency: \(place)"
  }

  @Test(arguments: [
    ("singapore", "region: beijing"), ("beijing", ""),
    ("singapore", "base_url: 'https://w.example.org/api/v1'"),
    ("[singapore, example.org]", "base_url: 'https://w.example.org/api/v1'"),
    ("[singapore, 'dashscope.aliyuncs.com']", "region: beijing"),
  ])
  func textsAreNotSentElsewhere(place: String, keys: String) {
    let error = refusal(residing(place, keys))
    #expect(error?.description.contains("would send texts to") == true)
    #expect(error?.line != nil)
  }

  @Test(arguments: [
    ("singapore", "region: singapore"), ("[singapore, beijing]", "region: beijing"),
    ("[singapore, w.example.org]", "base_url: 'https://w.example.org/api/v1'"),
    ("singapore", "base_url: 'http://127.0.0.1:8091/api/v1'"),
  ])
  func textsMayGoWhereTheyAreAllowed(place: String, keys: String) throws {
    _ = try pipeline(residing(place, keys))
  }

  @Test func anUnknownRegionIsNoResidency() {
    let error = refusal(residing("singapur", ""))
    #expect(error?.description.contains("“singapore”") == true && error?.line != nil)
  }

  @Test func anUnknownTypeNamesTheKnown() {
    let error = refusal(yaml(more: "providers:\n  q: { type: dashscop }"))
    #expect(error?.description.contains("dashscope") == true)
  }
}
