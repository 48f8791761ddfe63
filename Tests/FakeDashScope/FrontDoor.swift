import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The one port of the double: WebSocket is answered here, everything else by the HTTP server behind it.
struct FrontDoor: Sendable {
  let service: Service
  /// Where the HTTP server listens.
  let behind: Int

  /// Opens the door and gives its port.
  func open(port: Int) async throws -> Int {
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Doorkeeper(door: self))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    return server.localAddress?.port ?? 0
  }

  fileprivate func welcome(_ channel: any Channel) throws {
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: 1 << 20,
      shouldUpgrade: { channel, head in
        let key = head.headers.first(name: "authorization")
        let promise = channel.eventLoop.makePromise(of: HTTPHeaders?.self)
        promise.completeWithTask { await service.ledgers.ledger(key) == nil ? nil : HTTPHeaders() }
        return promise.futureResult
      },
      upgradePipelineHandler: { channel, head in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            NIOWebSocketFrameAggregator(
              minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
              maxAccumulatedFrameSize: 1 << 20))
          let frames = try NIOAsyncChannel<WebSocketFrame, WebSocketFrame>(
            wrappingChannelSynchronously: channel)
          let key = head.headers.first(name: "authorization")
          let model = URLComponents(string: head.uri)?.queryItems?
            .first { $0.name == "model" }?.value
          Task { try? await Realtime(service: service, key: key, model: model ?? "").serve(frames) }
        }
      })
    let stranger = NIOLoopBound(Stranger(), eventLoop: channel.eventLoop)
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withServerUpgrade: (
        upgraders: [upgrader],
        completionHandler: {
          $0.pipeline.syncOperations.removeHandler(stranger.value, promise: nil)
        }
      ))
    try channel.pipeline.syncOperations.addHandler(stranger.value)
  }
}

/// Looks at the first bytes of a connection, and leads it where it wants to go.
private final class Doorkeeper: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let sessions = "GET /api-ws/v1/realtime"
  private let door: FrontDoor
  private var first = ByteBuffer()
  private var isLeading = false

  init(door: FrontDoor) { self.door = door }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    first.writeBuffer(&bytes)
    // As long as the path of sessions; no request is shorter.
    guard !isLeading, first.readableBytes >= Self.sessions.utf8.count + 1 else { return }
    isLeading = true
    let start = String(buffer: first)
    if ["?", " "].contains(where: { start.hasPrefix(Self.sessions + $0) }) {
      return welcome(context)
    }
    let own = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .connect(host: "127.0.0.1", port: door.behind)
      .whenComplete { result in
        let (keeper, context) = own.value
        guard case .success(let other) = result else { return context.close(promise: nil) }
        keeper.lead(context, to: other)
      }
  }

  private func welcome(_ context: ChannelHandlerContext) {
    let pipeline = context.pipeline
    let bytes = first
    try? door.welcome(context.channel)
    pipeline.syncOperations.removeHandler(self).whenSuccess {
      pipeline.fireChannelRead(bytes)
      pipeline.fireChannelReadComplete()
    }
  }

  /// Every byte goes to the other side from now on, both ways.
  private func lead(_ context: ChannelHandlerContext, to other: any Channel) {
    try? other.pipeline.syncOperations.addHandler(Passage(to: context.channel))
    try? context.pipeline.syncOperations.addHandler(Passage(to: other))
    other.writeAndFlush(first, promise: nil)
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}

/// Hands on whatever comes in.
private final class Passage: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel

  init(to other: any Channel) { self.other = other }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    other.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Answers a handshake without a key.
private final class Stranger: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .end = unwrapInboundIn(data) else { return }
    let body = #"{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r1"}"#
    let headers: HTTPHeaders = ["content-length": "\(body.utf8.count)", "connection": "close"]
    let head = HTTPResponseHead(version: .http1_1, status: .unauthorized, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}
