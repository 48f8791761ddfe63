import Foundation
import NIOCore
import NIOWebSocket

/// A connection that carries messages both ways (RFC 6455), over `ws:` or, with the certificate checked, `wss:`.
///
/// Messages wait in memory, at most `limits.bytes` of them, until they are read. Fragments are joined, pings answered.
/// Cancelling the task that reads closes the connection. There is no way through a proxy.
public final class WebSocket: Sendable {
  typealias Messages = AsyncThrowingStream<String, any Error>

  private let channel: any Channel
  private let messages: Messages
  private let host: String

  init(_ channel: any Channel, messages: Messages, host: String) {
    self.channel = channel
    self.messages = messages
    self.host = host
  }

  /// Connects and shakes hands.
  ///
  /// - Throws: `WebSocketRefusal` where the server answers with anything but an upgrade.
  public static func connect(_ request: Request) async throws -> WebSocket {
    try await WebSocketHandshake(request).socket()
  }

  public func send(_ text: String) async throws(TransportError) {
    let frame = WebSocketFrame(
      fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text))
    do {
      try await channel.writeAndFlush(frame)
    } catch {
      throw .broken(host)
    }
  }

  /// The next message; nil once the server has closed the connection as it should. One task reads.
  public func next() async throws(TransportError) -> String? {
    var iterator = messages.makeAsyncIterator()
    do {
      let message = try await iterator.next()
      // A cancelled task sees the stream end as if the server had closed it.
      if message == nil, Task.isCancelled { throw TransportError.cancelled }
      return message
    } catch let error as TransportError {
      throw error
    } catch {
      throw .cancelled
    }
  }

  /// Says goodbye and closes; what the server still sends is not read.
  public func close() async {
    var code = ByteBuffer()
    code.write(webSocketErrorCode: .normalClosure)
    let frame = WebSocketFrame(
      fin: true, opcode: .connectionClose, maskKey: .random(), data: code)
    try? await channel.writeAndFlush(frame)
    try? await channel.close()
  }
}

/// What a server answered in place of an upgrade.
public struct WebSocketRefusal: Error, Sendable {
  public var answer: Answer
}

extension TransportError {
  static func broken(_ host: String) -> TransportError {
    TransportError(.broken, "\(host) ended the connection; try again.")
  }

  static func messageTooLarge(_ host: String) -> TransportError {
    TransportError(.tooLarge, "\(host) sends a message that is too large; look for its fault.")
  }
}
