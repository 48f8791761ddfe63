import Dubbing
import Foundation
import Transport

/// Asks DashScope for the sound of one text, again where that is safe and may help.
struct DashScopeCall: Sendable {
  let account: DashScopeAccount
  let key: String
  let tariff: Tariff
  var client = Client.shared
  var backoff = Backoff()
  var limits = Request.Limits()
  var conduct = Conduct()

  /// What one text came to.
  struct Spoken: Sendable {
    var wave: WaveFile
    var calls: Int
    var characters: Int?
    var request: String?
  }

  /// Repeats what failed for a reason that passes; each attempt may be billed.
  func speak(_ text: String, for line: Line) async throws(SpeechError) -> Spoken {
    let ask = try asking(text, for: line)
    var call = Call(
      provider: account.name, type: DashScope.type,
      account: Conduct.account(host: account.region.base, key: key), model: account.model,
      voice: line.voice.name, language: line.language, characters: qwenBilledCharacters(text),
      tariff: tariff, allowance: account.allowance, origin: line.voice.origin)
    while true {
      do {
        let whole = try await conduct.make(call) { await outcome(of: call, ask) }
        return Spoken(
          wave: try DashScopeSound.wave(whole.sound ?? [], rate: account.realtime.sampleRate),
          calls: call.attempt,
          characters: whole.characters, request: whole.request)
      } catch let failure as DashScopeFailure {
        guard failure.mayRepeat,
          let pause = backoff.wait(after: call.attempt, wish: failure.wish)
        else { throw failure.error(after: call.attempt) }
        try await Backoff.wait(pause, unless: conduct.isStopping)
        call.attempt += 1
      } catch {
        throw error as? SpeechError ?? DashScopeFailure.broken(account).error
      }
    }
  }

  /// How the text is asked for, once.
  private func asking(_ text: String, for line: Line) throws(SpeechError)
    -> @Sendable () async throws -> DashScopeHeard
  {
    if account.mode == .realtime {
      let session = RealtimeSession(account: account, key: key, limits: limits)
      return { try await session.speak(text, for: line) }
    }
    let request = try DashScopeQuestion(text, for: line).request(
      to: account, key: key, limits: limits)
    let exchange = DashScopeExchange(
      account: account, client: client, backoff: backoff, limits: limits)
    return { try await exchange.ask(request) }
  }

  /// One attempt, and how it ended.
  private func outcome(of call: Call, _ ask: () async throws -> DashScopeHeard)
    async -> (Result<DashScopeReply, any Error>, CallOutcome)
  {
    let start = ContinuousClock.now
    do {
      let heard = try await ask()
      return (
        .success(heard.reply),
        CallOutcome(
          characters: heard.reply.characters ?? call.characters, request: heard.reply.request,
          duration: ContinuousClock.now - start, connecting: heard.connecting,
          firstAudio: heard.firstAudio)
      )
    } catch {
      let failure = error as? DashScopeFailure
      return (
        .failure(error),
        CallOutcome(
          characters: failure?.mayBeBilled ?? true ? call.characters : 0,
          failure: failure?.error.kind ?? .badAudio, pressure: failure?.pressure,
          retryAfter: failure?.wish, request: failure?.request,
          duration: ContinuousClock.now - start)
      )
    }
  }

}

extension Backoff {
  /// Waits between two attempts; not longer than a stop should take.
  static func wait(_ pause: Duration, unless isStopping: () -> Bool = { false })
    async throws(SpeechError)
  {
    let end = ContinuousClock.now + pause
    while true {
      guard !isStopping() else { throw .stopped }
      let rest = ContinuousClock.now.duration(to: end)
      guard rest > .zero else { return }
      do {
        try await Task.sleep(for: min(rest, .milliseconds(200)))
      } catch {
        throw .stopped
      }
    }
  }
}
