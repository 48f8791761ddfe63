import NIOCore
import NIOWebSocket

/// Turns the frames of one connection into messages, answers pings, and ends what fell silent.
///
/// Lives on the connection's event loop.
final class WebSocketFrames: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private var messages: WebSocketMessages
  private let inbox: WebSocket.Inbox.Continuation
  private let host: String

  init(limit: Int, inbox: WebSocket.Inbox.Continuation, host: String) {
    messages = WebSocketMessages(limit: limit)
    self.inbox = inbox
    self.host = host
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    do {
      switch try messages.take(frame) {
      case .text(let text): inbox.yield(text)
      case .binary: fail(.broken, "\(host) sent bytes where text was due", context)
      case .ping(let bytes): send(.pong, bytes, context)
      case .close:
        inbox.finish()
        send(.connectionClose, Array(frame.unmaskedData.readableBytesView.prefix(2)), context)
        context.close(promise: nil)
      case .nothing: break
      }
    } catch WebSocketMessages.Fault.tooLarge {
      fail(.tooLarge, "\(host) sent a message longer than allowed", context)
    } catch {
      fail(.broken, "\(host) broke the rules of WebSocket", context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is IdleStateHandler.IdleStateEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    fail(.fellSilent, "\(host) fell silent", context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? TransportError {
      inbox.finish(throwing: error)
      return context.close(promise: nil)
    }
    guard let error = error as? NIOWebSocketError, error == .invalidFrameLength else {
      return fail(.broken, "\(host) ended the connection", context)
    }
    fail(.tooLarge, "\(host) sent a message longer than allowed", context)
  }

  /// An end without a goodbye is for whoever reads to judge: what came before it is whole.
  func channelInactive(context: ChannelHandlerContext) { inbox.finish() }

  private func send(
    _ opcode: WebSocketOpcode, _ bytes: [UInt8], _ context: ChannelHandlerContext
  ) {
    let frame = WebSocketFrame(
      fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: bytes))
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }

  private func fail(
    _ kind: TransportError.Kind, _ sentence: String, _ context: ChannelHandlerContext
  ) {
    inbox.finish(throwing: TransportError(kind, "\(sentence); try again."))
    context.close(promise: nil)
  }
}
