import Transport

/// What one attempt gave: the whole reply, and when it came.
struct DashScopeHeard: Sendable {
  var reply: DashScopeReply
  /// Until the connection stood, where one was made.
  var connecting: Duration?
  /// From the question to the first sound, where sound comes as it is made.
  var firstAudio: Duration?
}

/// One attempt over HTTP: a question, and its answer in whichever form it comes.
struct DashScopeExchange: Sendable {
  let account: DashScopeAccount
  let client: Client
  let backoff: Backoff
  let limits: Request.Limits

  /// One attempt: a whole reply with its sound.
  func ask(_ request: Request) async throws -> DashScopeHeard {
    let start = ContinuousClock.now
    do {
      let stream = try await client.open(request)
      let isEvents = stream.head.isSuccess && stream.head.contentType == "text/event-stream"
      var firstAudio: Duration?
      var reply =
        try await isEvents
        ? events(of: stream) { firstAudio = ContinuousClock.now - start } : whole(stream)
      guard reply.isComplete else { throw DashScopeFailure.broken(account) }
      if reply.sound == nil, let link = reply.link {
        reply.sound = try await DashScopeLink(
          account: account, client: client, backoff: backoff, limits: limits
        ).fetch(link)
      }
      reply.characters = reply.usage?.billed(by: account.model)
      return DashScopeHeard(
        reply: reply, connecting: stream.head.connecting, firstAudio: firstAudio)
    } catch let error as TransportError {
      throw DashScopeFailure(error)
    }
  }

  /// The pieces of a stream as one reply. Its end counts only if it says that it is one.
  ///
  /// - Parameter begins: told when the first sound is there.
  private func events(of stream: AnswerStream, begins: () -> Void) async throws -> DashScopeReply {
    var events = EventStream(stream)
    var sound: [UInt8] = []
    var request: String?
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
      if sound.isEmpty, reply.sound?.isEmpty == false { begins() }
      request = reply.request ?? request
      sound += DashScopeSound.continuing(sound, with: reply.sound ?? [])
      guard reply.isComplete else { continue }
      reply.sound = sound.isEmpty ? nil : sound
      events.drain()
      return reply
    }
    var failure = DashScopeFailure.broken(account)
    failure.request = request
    throw failure
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
      status: status ?? DashScopeRefusal.status(of: code, reply?.message ?? ""), code: code,
      message: reply?.message ?? "",
      request: reply?.request ?? head.headers["x-request-id"], account: account)
    let error = refusal.error
    return DashScopeFailure(
      error: error, mayRepeat: error.retry == .maybe,
      wish: Backoff.wish(head.headers["retry-after"]), pressure: refusal.pressure,
      request: refusal.request)
  }
}
