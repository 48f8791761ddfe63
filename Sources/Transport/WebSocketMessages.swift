import NIOCore
import NIOWebSocket

/// Frames of a WebSocket put together to what they mean.
///
/// Pure, and safe with hostile frames: what breaks RFC 6455 or is over the limit is an error.
struct WebSocketMessages {
  /// Bytes of one message, all its fragments together.
  let limit: Int
  private var kind: WebSocketOpcode?
  private var bytes: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  enum Meaning: Hashable, Sendable {
    case text(String)
    case binary([UInt8])
    case ping([UInt8])
    /// The other side ends the connection.
    case close
    /// A fragment whose rest is to come, or a pong.
    case nothing
  }

  enum Fault: Error { case tooLarge, notText, outOfOrder }

  mutating func take(_ frame: WebSocketFrame) throws(Fault) -> Meaning {
    let body = Array(frame.unmaskedData.readableBytesView)
    switch frame.opcode {
    case .ping: return .ping(body)
    case .pong: return .nothing
    case .connectionClose: return .close
    case .text, .binary:
      guard kind == nil else { throw .outOfOrder }
      kind = frame.opcode
    case .continuation:
      guard kind != nil else { throw .outOfOrder }
    default: throw .outOfOrder
    }
    guard body.count <= limit - bytes.count else { throw .tooLarge }
    bytes += body
    guard frame.fin else { return .nothing }
    defer { (kind, bytes) = (nil, []) }
    guard kind == .text else { return .binary(bytes) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
    return .text(text)
  }
}
