import NIOCore
import NIOPosix

/// The door of the double: WebSockets stay here, everything else goes to the HTTP server behind.
struct Front: Sendable {
  let realtime: Realtime
  /// Of the HTTP server.
  let back: Int

  /// Listens on a port, 0 for any, and says which.
  func open(_ port: Int) async throws -> Int {
    let server = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 256)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Doorkeeper(self))
        }
      }
    return try await server.bind(host: "127.0.0.1", port: port).get().localAddress?.port ?? 0
  }
}

/// Looks at the first bytes of a connection and sends it where it belongs.
private final class Doorkeeper: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  private let front: Front
  private var heard = ByteBuffer()
  private var isSent = false

  init(_ front: Front) { self.front = front }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heard.writeImmutableBuffer(unwrapInboundIn(data))
    let sign = "GET /api-ws/"
    guard heard.readableBytes >= sign.utf8.count, !isSent else { return }
    isSent = true
    let isSocket = heard.getString(at: heard.readerIndex, length: sign.utf8.count) == sign
    do {
      if isSocket {
        try front.realtime.prepare(context.channel)
        leave(context)
      } else {
        connect(context)
      }
    } catch {
      context.close(promise: nil)
    }
  }

  private func leave(_ context: ChannelHandlerContext) {
    context.fireChannelRead(NIOAny(heard))
    context.fireChannelReadComplete()
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  private func connect(_ context: ChannelHandlerContext) {
    let near = context.channel
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { far in
        far.eventLoop.makeCompletedFuture {
          try far.pipeline.syncOperations.addHandler(Passage(to: near))
        }
      }
      .connect(host: "127.0.0.1", port: front.back).whenComplete { result in
        let (keeper, context) = bound.value
        guard case .success(let far) = result else { return context.close(promise: nil) }
        do {
          try context.pipeline.syncOperations.addHandler(Passage(to: far))
          keeper.leave(context)
        } catch {
          context.close(promise: nil)
        }
      }
  }
}

/// Hands on every byte, and the end.
private final class Passage: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let other: any Channel

  init(to other: any Channel) { self.other = other }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    other.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { other.close(mode: .output, promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
