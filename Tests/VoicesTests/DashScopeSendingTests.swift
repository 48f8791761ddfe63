import Dubbing
import Foundation
import Testing
import Transport

@testable import Voices

/// What is sent, how much of it at once, and how what comes back is fetched and booked.
@Suite struct DashScopeSendingTests {
  private let server: FakeServer

  init() throws { server = try FakeServer() }

  private func line(_ text: String, _ language: String = "en", by provider: DashScope) throws
    -> Line
  {
    Line(
      text: text, language: language,
      voice: try provider.voice(named: "default", language: language))
  }

  private func espeak(_ text: String) async throws -> [UInt8] {
    let espeak = Espeak()
    return try await espeak.speak(
      Line(
        text: text, language: "en", voice: try await espeak.voice(named: "default", language: "en"))
    ).audio
  }

  // MARK: What is sent

  @Test(arguments: DashScopeAccount.Mode.allCases)
  func noMarkdownIsSentAndNoSpaceAroundChineseFigures(mode: DashScopeAccount.Mode) async throws {
    let provider = try server.account(mode)
    try await server.plan("")
    _ = try await provider.speak(try line("**Mind**  the `gap`", by: provider))
    _ = try await provider.speak(try line("共 3 个用户", "zh", by: provider))
    let sent = try await server.count().questions.map(\.input.text)
    #expect(sent == ["Mind the gap", "共3个用户"])
  }

  @Test func anInstructModelIsTrustedWithNoFigures() throws {
    let instruct = try server.account(.stream, model: "qwen3-tts-instruct-flash")
    for language in ["en", "de", "ja", "ko"] {
      #expect(instruct.reads(in: language) == [.abbreviation])
    }
    for language in ["zh", "yue", "zh-Hant"] {
      #expect(instruct.reads(in: language).contains(.number))
    }
    #expect(try server.account(.stream).reads(in: "en").contains(.number))
  }

  // MARK: How much at once

  private func mostAtOnce(of places: Int, each seconds: Double) async throws -> Int {
    var provider = try server.account(.url)
    provider.account.allowance = Allowance(callsPerKilosecond: 1_000_000, concurrency: places)
    try await server.plan(#"{"kind":"slow","seconds":\#(seconds),"times":8}"#)
    let conduct = Conduct(turns: Turns(folder: nil))
    let lines = try (0..<8).map { try line("Line \($0).", by: provider) }
    let ready = provider
    try await withThrowingTaskGroup(of: Void.self) { group in
      for line in lines { group.addTask { _ = try await ready.speak(line, under: conduct) } }
      try await group.waitForAll()
    }
    return try await server.count().mostAtOnce
  }

  @Test func noMoreCallsAreInFlightThanAllowed() async throws {
    #expect(try await mostAtOnce(of: 2, each: 0.3) == 2)
    #expect(try await mostAtOnce(of: 8, each: 2) > 2)
  }

  // MARK: What comes back

  @Test func aHeaderOnEachPieceIsNotHeard() async throws {
    let provider = try server.account(.stream)
    let words = "Canary words, spoken to nobody."
    try await server.plan(#"{"kind":"headerOnEach"}"#)
    let speech = try await provider.speak(try line(words, by: provider))
    #expect(try await speech.audio == espeak(words) && speech.calls == 1)
  }

  @Test func aLinkThatExpiresOnTheWayIsSpokenAgain() async throws {
    var provider = try server.account(.url)
    provider.backoff.first = .milliseconds(300)
    try await server.plan(#"{"kind":"cutDownload","seconds":0.2}"#)
    let words = "Canary words, spoken to nobody."
    let speech = try await provider.speak(try line(words, by: provider))
    let count = try await server.count()
    #expect(try await speech.audio == espeak(words))
    #expect(speech.calls == 2 && count.spoken == 2 && count.downloads > 1)
  }

  /// `0.0.0.0` is this machine, and not by its name: what is sent there can be looked at.
  @Test func anOpenLinkIsFetchedEncryptedAndWithoutAKey() async throws {
    let listener = try Listener()
    var backoff = Backoff()
    backoff.attempts = 1
    let link = DashScopeLink(
      account: DashScopeAccount(name: "qwen"), client: Client(), backoff: backoff,
      limits: Request.Limits())
    await #expect(throws: (any Error).self) {
      try await link.fetch("http://0.0.0.0:\(listener.port)/x.wav?Signature=canary")
    }
    // A TLS handshake begins so; a GET would begin with a letter.
    #expect(listener.firstByte() == 0x16)
  }

  // MARK: What is booked

  @Test(arguments: DashScopeAccount.Mode.allCases)
  func tokensAreBookedAtTheirPrice(mode: DashScopeAccount.Mode) async throws {
    let provider = try server.account(mode, model: "qwen-tts")
    let watcher = Outcomes()
    try await server.plan("")
    let line = try line("The meeting is about to begin.", by: provider)
    let speech = try await provider.speak(line, under: Conduct(watchers: [watcher]))
    let count = try await server.count()
    let (text, sound) = (count.inputTokens, count.outputTokens)
    #expect(text > 0 && sound >= 50 && count.billed == 0)
    let nanos = mode == .realtime ? 345 * text + 1_721 * sound : 1_600 * text + 10_000 * sound
    let booked = try #require(watcher.all.first).characters
    let cost = booked * provider.tariff.nanosPerCharacter
    #expect((nanos..<nanos + provider.tariff.nanosPerCharacter).contains(cost))
    #expect(speech.characters == booked && speech.expected == booked)
  }

  @Test func aReplyWithoutAnyCountIsBookedByOurs() {
    let nothing = DashScopeUsage(characters: 0, inputTokens: 0, outputTokens: 0)
    #expect(nothing.billed(by: "qwen-tts") == nil)
    let plain = DashScopeUsage(characters: 7, inputTokens: 3, outputTokens: 5)
    #expect(plain.billed(by: "qwen3-tts-flash") == 7)
    #expect((plain + nothing).characters == 7 && (plain + nothing).outputTokens == 5)
  }
}

/// Hears who calls on a port of this machine, and says nothing.
private final class Listener {
  let port: Int
  private let socket: Int32

  init() throws {
    struct NoPort: Error {}
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard bound, listen(socket, 1) == 0 else { throw NoPort() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [heard] in
      let client = accept(socket, nil, nil)
      var byte: UInt8 = 0
      if read(client, &byte, 1) == 1 { heard.withLock { $0 = byte } }
      Foundation.close(client)
    }.start()
  }

  private let heard = Guarded<UInt8?>(nil)

  /// nil where nobody called.
  func firstByte() -> UInt8? { heard.withLock { $0 } }

  deinit { Foundation.close(socket) }
}
