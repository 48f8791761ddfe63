import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// A WebSocket server on this machine that sends the same bytes to whoever is let in, over TLS where it has a certificate.
struct SocketServer: Sendable {
  let port: Int
  private let channel: any Channel

  /// - Parameters:
  ///   - bytes: frames as they are on the wire, so that they may also be such as no proper server sends.
  ///   - hangsUp: whether it closes the connection soon after them, without a word.
  init(_ bytes: [UInt8], proof: Certificate? = nil, hangsUp: Bool = false) async throws {
    let context = try proof.map { proof in
      try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: NIOSSLCertificate.fromPEMFile(proof.certificate).map {
            .certificate($0)
          },
          privateKey: .privateKey(NIOSSLPrivateKey(file: proof.key, format: .pem))))
    }
    channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          }
          let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in
              channel.eventLoop.makeCompletedFuture {
                // From here the bytes pass by the encoder of frames.
                let encoder = try channel.pipeline.syncOperations.context(
                  handlerType: WebSocketFrameEncoder.self)
                encoder.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
                guard hangsUp else { return }
                channel.eventLoop.scheduleTask(in: .milliseconds(100)) {
                  channel.close(promise: nil)
                }
              }
            })
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  func close() async { try? await channel.close() }

  /// A frame from a server.
  ///
  /// - Parameters:
  ///   - isLast: whether it ends its message.
  ///   - opcode: 1 for text, 0 for what continues it.
  ///   - claim: the size it says it has; its true one unless given.
  static func frame(
    _ text: String, isLast: Bool = true, opcode: UInt8 = 1, claim: Int? = nil
  ) -> [UInt8] {
    let size = claim ?? text.utf8.count
    let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    return [(isLast ? 0x80 : 0) | opcode, 127] + length + Array(text.utf8)
  }
}

/// A key and a certificate for `localhost` that nobody vouches for, in a folder of their own.
struct Certificate: Sendable {
  let key: String
  let certificate: String
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    key = folder.appending(path: "k").path
    certificate = folder.appending(path: "c").path
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key]
      + ["-out", certificate, "-subj", "/CN=localhost", "-days", "2"]
      + ["-addext", "subjectAltName=DNS:localhost"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
