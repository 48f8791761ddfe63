import NIOCore
import NIOEmbedded
import NIOWebSocket

@testable import Transport
@testable import Voices

extension Target {
  /// What comes from servers.
  static let wires: [Target] = [
    Target("events") { bytes in
      var whole = EventDecoder(limit: 48)
      let expected = try? whole.decode(bytes) + whole.end()
      // However the bytes are cut, the events are the same; the first byte says where.
      var cut = EventDecoder(limit: 48)
      let place = bytes.isEmpty ? 0 : Int(bytes[0]) % bytes.count
      let events = try? cut.decode(bytes[..<place]) + cut.decode(bytes[place...]) + cut.end()
      precondition(events == expected)
    },
    Target("reply") { bytes in
      guard let reply = DashScopeReply(bytes) else { return }
      precondition(reply.sound != [] && reply.link != "")
    },
    Target("websocket") { bytes in
      let place = bytes.isEmpty ? 0 : Int(bytes[0]) % bytes.count
      receive([bytes[..<place], bytes[place...]])
    },
    Target("realtime") { bytes in
      _ = RealtimeEvent(String(decoding: bytes, as: UTF8.self))
    },
  ]

  /// Once for all executions: an address takes longer to read than the frames.
  private static let handshake = try? WebSocketHandshake(Request("ws://a/"))

  /// Gives an open connection frames, cut anywhere.
  private static func receive(_ pieces: [ArraySlice<UInt8>]) {
    let channel = EmbeddedChannel()
    defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
    guard let handshake,
      (try? channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()) != nil,
      (try? channel.pipeline.syncOperations.addHandlers([
        WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1 << 12)),
        WebSocketProtocolErrorHandler(isServer: false),
      ])) != nil,
      let socket = try? handshake.open(channel)
    else { preconditionFailure("no connection") }
    withExtendedLifetime(socket) {
      for piece in pieces where !piece.isEmpty {
        _ = try? channel.writeInbound(ByteBuffer(bytes: piece))
      }
    }
  }
}
