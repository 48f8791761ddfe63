import Foundation
import Transport

/// One attempt to have one text spoken in a realtime session, on a connection of its own.
struct RealtimeCall: Sendable {
  let account: DashScopeAccount
  let key: String
  let limits: Request.Limits

  /// - Throws: `DashScopeFailure`; a session that ends early is one, whatever sound came.
  func speak(_ question: DashScopeQuestion) async throws(DashScopeFailure) -> DashScopeReply {
    let start = ContinuousClock.now
    let socket = try await connect()
    let connected = ContinuousClock.now
    var reply: DashScopeReply
    do {
      reply = try await talk(over: socket, of: question, since: connected)
    } catch {
      await socket.close()
      throw error
    }
    await socket.close()
    reply.connecting = connected - start
    return reply
  }

  private func connect() async throws(DashScopeFailure) -> WebSocket {
    let request = Request(
      account.region.socket(model: account.model), headers: ["Authorization": "Bearer \(key)"],
      limits: limits)
    do {
      return try await WebSocket.connect(request)
    } catch {
      throw failure(of: error)
    }
  }

  private func talk(
    over socket: WebSocket, of question: DashScopeQuestion, since start: ContinuousClock.Instant
  ) async throws(DashScopeFailure) -> DashScopeReply {
    var heard = RealtimeTranscript(account)
    var firstAudio: Duration?
    do {
      for order in RealtimeOrder.all(for: question, commit: account.commit) {
        try await socket.send(order.json)
      }
      while !heard.isFinished, let text = try await socket.next() {
        try heard.hear(text)
        guard heard.sound.count <= limits.bytes else { throw DashScopeFailure.broken(account) }
        if firstAudio == nil, !heard.sound.isEmpty { firstAudio = ContinuousClock.now - start }
      }
    } catch {
      throw (error as? TransportError).map(failure) ?? error as? DashScopeFailure
        ?? .broken(account)
    }
    guard heard.isFinished else { throw .broken(account) }
    var reply = DashScopeReply(
      sound: heard.sound, characters: heard.characters, request: heard.session)
    reply.firstAudio = firstAudio
    reply.revision = heard.revision
    return reply
  }

  /// A handshake refused is judged as the same answer over HTTP would be.
  private func failure(of error: TransportError) -> DashScopeFailure {
    guard let answer = error.answer else { return DashScopeFailure(error) }
    let reply = DashScopeReply(answer.body)
    let refusal = DashScopeRefusal(
      status: answer.status, code: reply?.code ?? "", message: reply?.message ?? "",
      request: reply?.request ?? answer.headers["x-request-id"], account: account)
    let judged = refusal.error
    return DashScopeFailure(
      error: judged, mayRepeat: judged.retry == .maybe,
      wish: Backoff.wish(answer.headers["retry-after"]), pressure: refusal.pressure)
  }
}
