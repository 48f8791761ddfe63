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
    let question = try DashScopeQuestion(text, for: line)
    var call = Call(
      provider: account.name, type: DashScope.type,
      account: Conduct.account(host: account.region.base, key: key), model: account.model,
      voice: line.voice.name, language: line.language, characters: qwenBilledCharacters(text),
      tariff: tariff, allowance: account.allowance)
    while true {
      do {
        let whole = try await conduct.make(call) { await outcome(of: call, question) }
        return Spoken(
          wave: try DashScopeSound.wave(whole.sound ?? []), calls: call.attempt,
          characters: whole.characters, request: whole.request)
      } catch let failure as DashScopeFailure {
        guard failure.mayRepeat,
          let pause = backoff.wait(after: call.attempt, wish: failure.wish)
        else { throw failure.error(after: call.attempt) }
        try await wait(pause)
        call.attempt += 1
      } catch {
        throw error as? SpeechError ?? DashScopeFailure.broken(account).error
      }
    }
  }

  /// One attempt, and how it ended.
  private func outcome(of call: Call, _ question: DashScopeQuestion)
    async -> (Result<DashScopeReply, any Error>, CallOutcome)
  {
    let start = ContinuousClock.now
    do {
      let reply = try await ask(question)
      return (
        .success(reply),
        CallOutcome(
          characters: reply.characters ?? call.characters, request: reply.request,
          duration: ContinuousClock.now - start, connecting: reply.connecting,
          firstAudio: reply.firstAudio, revision: reply.revision)
      )
    } catch {
      let failure = error as? DashScopeFailure
      return (
        .failure(error),
        CallOutcome(
          characters: failure?.mayBeBilled ?? true ? call.characters : 0,
          failure: failure?.error.kind ?? .badAudio, pressure: failure?.pressure,
          retryAfter: failure?.wish, duration: ContinuousClock.now - start)
      )
    }
  }

  private func wait(_ pause: Duration) async throws(SpeechError) {
    do {
      try await Task.sleep(for: pause)
    } catch {
      throw SpeechError(.cancelled, "The line was stopped; run again to go on.", retry: .maybe)
    }
  }

  /// One attempt: a whole reply with its sound.
  private func ask(_ question: DashScopeQuestion) async throws -> DashScopeReply {
    guard account.mode != .realtime else {
      return try await RealtimeCall(account: account, key: key, limits: limits).speak(question)
    }
    let request = try question.request(to: account, key: key, limits: limits)
    let start = ContinuousClock.now
    do {
      let stream = try await client.open(request)
      let isEvents = stream.head.isSuccess && stream.head.contentType == "text/event-stream"
      var reply = try await isEvents ? events(of: stream, since: start) : whole(stream)
      guard reply.isComplete else { throw DashScopeFailure.broken(account) }
      if reply.sound == nil, let link = reply.link { reply.sound = try await fetch(link) }
      return reply
    } catch let error as TransportError {
      throw DashScopeFailure(error)
    }
  }

  /// The pieces of a stream as one reply. Its end counts only if it says that it is one.
  private func events(of stream: AnswerStream, since start: ContinuousClock.Instant)
    async throws -> DashScopeReply
  {
    var firstAudio: Duration?
    var events = EventStream(stream)
    var sound: [UInt8] = []
    while let event = try await events.next() {
      guard var reply = DashScopeReply(event.data.utf8) else {
        throw DashScopeFailure.broken(account)
      }
      if reply.code != nil || event.name == "error" {
        let status = event.extra["status"].flatMap { Int($0) }
        var failure = refusal(reply, status: status, head: stream.head)
        failure.mayBeBilled = !sound.isEmpty
        throw failure
      }
      sound += reply.sound ?? []
      if firstAudio == nil, !sound.isEmpty { firstAudio = ContinuousClock.now - start }
      guard reply.isComplete else { continue }
      reply.sound = sound.isEmpty ? nil : sound
      reply.firstAudio = firstAudio
      events.drain()
      return reply
    }
    throw DashScopeFailure.broken(account)
  }

  /// An answer that is no stream: a reply with a link, or a refusal in one of its many forms.
  private func whole(_ stream: AnswerStream) async throws -> DashScopeReply {
    var body: [UInt8] = []
    while let bytes = try await stream.next() { body += bytes }
    if stream.head.contentType == "text/event-stream" {
      var decoder = EventDecoder()
      let event = (try decoder.decode(body) + decoder.end()).last
      body = Array((event?.data ?? "").utf8)
    }
    let reply = DashScopeReply(body)
    guard stream.head.isSuccess else {
      throw refusal(reply, status: stream.head.status, head: stream.head)
    }
    guard let reply else { throw DashScopeFailure.broken(account) }
    guard reply.code == nil else { throw refusal(reply, status: nil, head: stream.head) }
    return reply
  }

  private func refusal(_ reply: DashScopeReply?, status: Int?, head: Answer) -> DashScopeFailure {
    let code = reply?.code ?? ""
    let refusal = DashScopeRefusal(
      status: status ?? DashScopeRefusal.status(of: code), code: code,
      message: reply?.message ?? "",
      request: reply?.request ?? head.headers["x-request-id"], account: account)
    let error = refusal.error
    return DashScopeFailure(
      error: error, mayRepeat: error.retry == .maybe,
      wish: Backoff.wish(head.headers["retry-after"]), pressure: refusal.pressure)
  }

  /// The sound behind a link: a bare GET, encrypted unless the service itself is on this machine.
  private func fetch(_ link: String) async throws -> [UInt8] {
    let isHere = isLoopback(host: account.region.host)
    let secure =
      link.lowercased().hasPrefix("http://") && !isHere ? "https" + link.dropFirst(4) : link
    guard let host = URL(string: secure)?.host(), isHere == isLoopback(host: host) else {
      throw DashScopeFailure(
        error: SpeechError(
          .badAudio, "\(account.name) answered with a link that leads nowhere; try again."),
        mayRepeat: false, mayBeBilled: true)
    }
    var attempt = 0
    while true {
      attempt += 1
      let pause = backoff.wait(after: attempt, wish: nil)
      do {
        let answer = try await client.send(Request(secure, limits: limits))
        if answer.isSuccess { return answer.body }
        guard answer.status >= 500, pause != nil else { throw DashScopeFailure.deadLink(account) }
      } catch let error as TransportError {
        guard error.kind != .cancelled, pause != nil else { throw error }
      }
      // Fetching again costs nothing; speaking again does.
      try await wait(pause ?? .zero)
    }
  }
}
