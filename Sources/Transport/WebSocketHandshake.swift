import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Asks for a WebSocket once the connection stands, and keeps what a server says that refuses.
final class WebSocketHandshake: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let head: HTTPRequestHead
  private let ready: EventLoopPromise<Void>
  private let host: String
  private var answer: Answer?
  /// Of a refusal; more is no error message.
  private static let longest = 64 << 10

  init(_ head: HTTPRequestHead, ready: EventLoopPromise<Void>, host: String) {
    self.head = head
    self.ready = ready
    self.host = host
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { ask(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    ask(context)
    context.fireChannelActive()
  }

  private func ask(_ context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      let named = head.headers.map { ($0.name.lowercased(), $0.value) }
      answer = Answer(
        status: Int(head.status.code), headers: Dictionary(named) { _, last in last })
    case .body(let bytes):
      let room = Self.longest - (answer?.body.count ?? 0)
      answer?.body += bytes.readableBytesView.prefix(max(0, room))
    case .end:
      refuse()
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { refuse() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
      ready.fail(
        TransportError(
          .untrusted, "\(host) could not prove who it is; check the address and SSL_CERT_FILE."))
    }
    refuse()
    context.close(promise: nil)
  }

  private func refuse() {
    guard let answer else {
      return ready.fail(
        TransportError(.broken, "\(host) ended the connection without an answer; try again."))
    }
    var error = TransportError(
      .refused, "\(host) refuses a WebSocket with HTTP \(answer.status); check address and key.")
    error.answer = answer
    ready.fail(error)
  }
}
