import Dubbing
import Foundation
import Transport

/// Asks a server for the sound of one text, again where that is safe and may help.
struct OpenAISpeechCall: Sendable {
  let link: OpenAISpeechLink
  let key: String?
  var client = Client.shared
  var backoff = Backoff()
  var limits = Request.Limits()
  var conduct = Conduct()

  private var server: OpenAISpeechServer { link.server }

  /// - Parameter line: its text as it is sent, its voice as it is in the key.
  func speak(_ line: Line) async throws(SpeechError) -> Speech {
    let voice = try await spelling(of: line.voice)
    let request = try OpenAISpeechQuestion(line, voice: voice, to: server)
      .request(to: server, key: key, limits: limits)
    let revision = await link.revision(key: key, limits: limits)
    var call = Call(
      provider: server.name, type: OpenAISpeech.type,
      account: Conduct.account(host: server.base, key: key ?? ""), model: server.model,
      voice: line.voice.name, language: line.language, characters: line.text.count,
      tariff: server.price, allowance: server.allowance, origin: line.voice.origin)
    while true {
      do {
        let heard = try await conduct.make(call) { await outcome(of: call, request, revision) }
        let file = try OpenAISpeechSound.file(heard.sound, type: heard.type)
        return Speech(
          audio: file.bytes, kind: file.kind, calls: call.attempt, characters: call.characters,
          request: heard.head.headers["x-request-id"].map(OpenAISpeechRefusal.plain),
          revision: heard.head.headers["x-model-revision"].map(OpenAISpeechRefusal.plain)
            ?? revision)
      } catch let failure as DashScopeFailure {
        guard failure.mayRepeat,
          let pause = backoff.wait(after: call.attempt, wish: failure.wish)
        else { throw failure.error(after: call.attempt) }
        try await Backoff.wait(pause, unless: conduct.isStopping)
        call.attempt += 1
      } catch {
        throw error as? SpeechError
          ?? SpeechError(.unavailable, "\(server.name) could not be asked; try again.")
      }
    }
  }

  /// The voice as the server spells it, looked up before it is asked: some speak with another voice rather than refuse.
  private func spelling(of voice: Voice) async throws(SpeechError) -> String {
    guard !server.designs else { return voice.name }
    var attempt = 1
    while true {
      let voices: OpenAISpeechVoices
      do {
        voices = try await link.voices(key: key, limits: limits)
      } catch {
        guard error.retry == .maybe, let pause = backoff.wait(after: attempt, wish: nil)
        else { throw error }
        try await Backoff.wait(pause, unless: conduct.isStopping)
        attempt += 1
        continue
      }
      let spelt = voices.spelling(of: voice.name)
      guard let name = spelt ?? (server.allowsUnlisted ? voice.name : nil) else {
        throw voices.missing(voice.name, of: server)
      }
      // It was not listed as one when the run began, and so nobody was asked.
      guard !voices.uploaded.contains(name) || voice.origin == .cloned else {
        throw SpeechError(
          .missingVoice,
          "“\(shown(name))” was given to \(server.host) as a recording of a person; run again, so that their consent is "
            + "looked for.")
      }
      return name
    }
  }

  /// One attempt, and how it ended.
  private func outcome(of call: Call, _ request: Request, _ revision: String?)
    async -> (Result<OpenAISpeechHeard, any Error>, CallOutcome)
  {
    let start = ContinuousClock.now
    do {
      let heard = try await OpenAISpeechExchange(server: server, client: client).ask(request)
      return (
        .success(heard),
        CallOutcome(
          characters: call.characters,
          request: heard.head.headers["x-request-id"].map(OpenAISpeechRefusal.plain),
          duration: ContinuousClock.now - start, connecting: heard.head.connecting,
          firstAudio: heard.firstAudio,
          revision: heard.head.headers["x-model-revision"].map(OpenAISpeechRefusal.plain)
            ?? revision)
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
