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
    var hearing = Hearing(account: account)
    do {
      // A service that hangs up meanwhile has said why, or will be found to have said nothing.
      for message in messages { try? await socket.send(message) }
      let sent = ContinuousClock.now
      var firstAudio: Duration?
      while !hearing.isComplete {
        guard let message = try await socket.next(), let event = RealtimeEvent(message) else {
          throw DashScopeFailure.broken(account)
        }
        try hearing.take(event)
        if firstAudio == nil, !hearing.sound.isEmpty {
          firstAudio = ContinuousClock.now - sent
        }
      }
      return (hearing.reply, firstAudio)
    } catch let error as TransportError {
      // A session that is cut off says no more than that it was.
      throw error.kind == .broken ? DashScopeFailure.broken(account) : DashScopeFailure(error)
    }
  }

  /// What was heard of a session so far.
  private struct Hearing {
    let account: DashScopeAccount
    var sound: [UInt8] = []
    var isComplete = false
    private var characters: Int?
    private var request: String?

    init(account: DashScopeAccount) { self.account = account }

    var reply: DashScopeReply {
      DashScopeReply(sound: sound, characters: characters, request: request)
    }

    mutating func take(_ event: RealtimeEvent) throws {
      switch event.type {
      case "session.created", "session.updated": try check(event.session?.model)
      case "response.created": request = request ?? event.response?.id
      case "response.audio.delta":
        guard let bytes = Data(base64Encoded: event.delta ?? "", options: .ignoreUnknownCharacters)
        else { throw DashScopeFailure.broken(account) }
        sound += bytes
      case "response.done": try add(event.response)
      case "session.finished": isComplete = true
      case "error": throw refusal(event.error)
      default: break
      }
    }

    /// The service takes any name, and may answer with the voice of another model.
    private func check(_ model: String?) throws {
      guard let model, !model.isEmpty, model != account.model else { return }
      throw DashScopeFailure(
        error: SpeechError(
          .missingModel,
          "\(account.region.host) answers as \(shown(model)), not as \(shown(account.model)); check the model."
        ),
        mayRepeat: false)
    }

    private mutating func add(_ response: RealtimeEvent.Response?) throws {
      guard response?.status ?? "completed" == "completed" else {
        throw DashScopeFailure.broken(account)
      }
      if let more = response?.usage?.characters { characters = (characters ?? 0) + more }
    }

    private func refusal(_ error: RealtimeEvent.Failure?) -> DashScopeFailure {
      let code = error?.code ?? ""
      let refusal = DashScopeRefusal(
        status: DashScopeRefusal.status(of: code), code: code, message: error?.message ?? "",
        request: request, account: account)
      return DashScopeFailure(
        error: refusal.error, mayRepeat: refusal.error.retry == .maybe,
        pressure: refusal.pressure, mayBeBilled: !sound.isEmpty)
    }
  }
}
