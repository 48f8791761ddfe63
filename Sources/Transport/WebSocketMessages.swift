import NIOCore
import NIOWebSocket

/// Turns frames into messages, and whatever ends them into one error.
final class WebSocketMessages: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let messages: WebSocket.Messages.Continuation
  private let host: String
  private let limits: Request.Limits
  private var received = 0
  private var isOver = false
  private var silence: Scheduled<Void>?
  private var whole: Scheduled<Void>?

  init(to messages: WebSocket.Messages.Continuation, host: String, limits: Request.Limits) {
    self.messages = messages
    self.host = host
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    // A server that hangs up at once may be gone before anybody listens.
    guard context.channel.isActive else { return end(.broken(host), context) }
    whole = alarm(limits.total, context, .tookTooLong, "took too long")
    silence = alarm(limits.idle, context, .fellSilent, "fell silent")
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    silence?.cancel()
    silence = alarm(limits.idle, context, .fellSilent, "fell silent")
    switch frame.opcode {
    case .text, .binary: take(frame, context)
    case .ping:
      let pong = WebSocketFrame(
        fin: true, opcode: .pong, maskKey: .random(), data: frame.unmaskedData)
      context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
    case .connectionClose:
      let answer = WebSocketFrame(
        fin: true, opcode: .connectionClose, maskKey: .random(), data: frame.unmaskedData)
      context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
      end(nil, context)
    default: break
    }
  }

  private func take(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
    received += frame.length
    guard received <= limits.bytes else {
      return end(
        TransportError(.tooLarge, "\(host) sends more than \(limits.bytes >> 20) MiB."), context)
    }
    messages.yield(String(buffer: frame.unmaskedData))
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(.broken(host), context)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(Self.isTooLarge(error) ? .messageTooLarge(host) : .broken(host), context)
  }

  /// A frame, or the fragments of a message together.
  private static func isTooLarge(_ error: any Error) -> Bool {
    let fragments: [NIOWebSocketFrameAggregator.Error] = [
      .accumulatedFrameSizeIsTooLarge, .tooManyFragments,
    ]
    return error as? NIOWebSocketError == .invalidFrameLength
      || (error as? NIOWebSocketFrameAggregator.Error).map(fragments.contains) == true
  }

  private func end(_ error: TransportError?, _ context: ChannelHandlerContext) {
    guard !isOver else { return }
    isOver = true
    silence?.cancel()
    whole?.cancel()
    messages.finish(throwing: error)
    context.close(promise: nil)
  }

  private func alarm(
    _ after: Duration, _ context: ChannelHandlerContext, _ kind: TransportError.Kind,
    _ what: String
  ) -> Scheduled<Void> {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let error = TransportError(kind, "\(host) \(what); try again.")
    return context.eventLoop.scheduleTask(in: TimeAmount(after)) {
      let (reader, context) = bound.value
      reader.end(error, context)
    }
  }
}
