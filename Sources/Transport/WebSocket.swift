import NIOCore
import NIOPosix
import NIOWebSocket

/// A connection over which both sides send texts when they like.
///
/// Certificates are always checked, against the file of `SSL_CERT_FILE` where it is set. Proxies are not
/// used. Pings are answered, fragments put together. One task reads; any may send.
public struct WebSocket: Sendable {
  typealias Inbox = AsyncThrowingStream<String, any Error>

  private let channel: any Channel
  private let inbox: Inbox
  private let host: String

  init(_ channel: any Channel, inbox: Inbox, host: String) {
    self.channel = channel
    self.inbox = inbox
    self.host = host
  }

  /// Opens a connection to a `ws://` or `wss://` address.
  ///
  /// Of the limits, `bytes` is that of one message. `total` counts from here to the end.
  /// - Throws: `refused` with the server's `answer` where it says no.
  public static func connect(_ request: Request) async throws(TransportError) -> WebSocket {
    try await WebSocketOpening(request).open()
  }

  public func send(_ text: String) async throws(TransportError) {
    let frame = WebSocketFrame(
      fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text))
    do {
      try await channel.writeAndFlush(frame)
    } catch {
      throw TransportError(.broken, "\(host) ended the connection; try again.")
    }
  }

  /// The next text; nil once the connection has ended, well or not.
  public func next() async throws(TransportError) -> String? {
    var iterator = inbox.makeAsyncIterator()
    let text: String?
    do {
      text = try await iterator.next()
    } catch {
      throw error as? TransportError ?? .cancelled
    }
    // A cancelled task sees the texts end as if the server had ended them.
    if text == nil, Task.isCancelled { throw .cancelled }
    return text
  }

  /// Says goodbye and ends the connection; more than once does no harm.
  public func close() async {
    var code = ByteBuffer()
    code.write(webSocketErrorCode: .normalClosure)
    let frame = WebSocketFrame(
      fin: true, opcode: .connectionClose, maskKey: .random(), data: code)
    try? await channel.writeAndFlush(frame)
    try? await channel.close()
  }
}
