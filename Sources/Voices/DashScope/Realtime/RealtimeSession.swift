import Dubbing
import Foundation
import Transport

/// One text spoken over DashScope's realtime interface, in a connection of its own.
///
/// Only `session.finished` is a good end: a model the service does not know is welcomed and then met with silence.
struct RealtimeSession: Sendable {
  let account: DashScopeAccount
  let key: String
  var limits = Request.Limits()

  func speak(_ text: String, for line: Line) async throws -> DashScopeHeard {
    let messages = try RealtimeOrder(text, for: line, account).messages()
    let start = ContinuousClock.now
    let socket = try await connect()
    let connecting = ContinuousClock.now - start
    do {
      let (reply, firstAudio) = try await exchange(messages, over: socket)
      await socket.close()
      return DashScopeHeard(reply: reply, connecting: connecting, firstAudio: firstAudio)
    } catch {
      await socket.close()
      throw error
    }
  }

  private func connect() async throws -> WebSocket {
    let request = Request(
      account.realtimeAddress, headers: ["Authorization": "Bearer \(key)"], limits: limits)
    do {
      return try await WebSocket.connect(request)
    } catch let refusal as WebSocketRefusal {
      throw DashScopeFailure(refusal.answer, account)
    } catch let error as TransportError {
      throw DashScopeFailure(error)
    }
  }

  private func exchange(_ messages: [String], over socket: WebSocket) async throws -> (
    DashScopeReply, Duration?
  ) {
    var hearing = RealtimeHearing(account: account)
    do {
      // No word is said before it is known who listens.
      try await hear(socket, &hearing)
      hearing.hasAsked = true
      // A service that hangs up meanwhile has said why, or will be found to have said nothing.
      for message in messages { try? await socket.send(message) }
      let sent = ContinuousClock.now
      var firstAudio: Duration?
      while !hearing.isComplete {
        try await hear(socket, &hearing)
        if firstAudio == nil, !hearing.sound.isEmpty {
          firstAudio = ContinuousClock.now - sent
        }
      }
      return (hearing.reply, firstAudio)
    } catch let error as TransportError {
      throw hearing.failure(error)
    }
  }

  private func hear(_ socket: WebSocket, _ hearing: inout RealtimeHearing) async throws {
    guard let message = try await socket.next() else { throw hearing.brokenOff }
    guard let event = RealtimeEvent(message) else { throw hearing.broken }
    try hearing.take(event)
  }
}
