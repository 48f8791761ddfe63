import Foundation
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Voices

/// The double's `/api-ws/v1/realtime`: the handshake, and who is let in.
struct Realtime: Sendable {
  let ledgers: Ledgers
  let espeak: Espeak

  /// Puts what a WebSocket needs at the end of a new connection's handlers.
  func prepare(_ channel: any Channel) throws {
    let refuser = Refuser()
    let bound = NIOLoopBound(refuser, eventLoop: channel.eventLoop)
    let entry = channel.eventLoop.makePromise(of: (Ledger, Fault?)?.self)
    let upgrader = NIOWebSocketServerUpgrader(
      shouldUpgrade: { channel, head in
        entry.completeWithTask { await admit(head) }
        return entry.futureResult.map { found in
          if let (_, fault) = found, fault?.kind != .refuse { return HTTPHeaders() }
          let fault = found?.1
          bound.value.refusal = Refusal(
            status: fault?.status ?? 401, code: fault?.code ?? "InvalidApiKey",
            message: fault?.message ?? "Invalid API-key provided.")
          return nil
        }
      },
      upgradePipelineHandler: { channel, head in
        channel.eventLoop.makeCompletedFuture {
          let frames = try NIOAsyncChannel<WebSocketFrame, WebSocketFrame>(
            wrappingChannelSynchronously: channel)
          let name = URLComponents(string: head.uri)?.queryItems?.first { $0.name == "model" }
          Task {
            guard let (ledger, fault) = try await entry.futureResult.get() else { return }
            let session = RealtimeSession(
              model: name?.value ?? "", ledger: ledger, fault: fault, espeak: espeak)
            try await frames.executeThenClose { incoming, outgoing in
              try await session.serve(incoming, outgoing)
            }
          }
        }
      })
    let pipeline = channel.pipeline.syncOperations
    try pipeline.configureHTTPServerPipeline(
      withServerUpgrade: (
        upgraders: [upgrader],
        completionHandler: { context in
          context.pipeline.syncOperations.removeHandler(name: "refuser", promise: nil)
        }
      ))
    try pipeline.addHandler(refuser, name: "refuser")
  }

  private func admit(_ head: HTTPRequestHead) async -> (Ledger, Fault?)? {
    guard let ledger = await ledgers.ledger(head.headers.first(name: "authorization")) else {
      return nil
    }
    return (ledger, await ledger.called())
  }
}

/// Says no in HTTP.
private final class Refuser: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  var refusal: Refusal?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .end = unwrapInboundIn(data) else { return }
    let json = refusal.flatMap { try? JSONEncoder.service.encode($0) } ?? Data("{}".utf8)
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: refusal?.status ?? 400),
      headers: ["content-type": "application/json", "content-length": "\(json.count)"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: json)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}
