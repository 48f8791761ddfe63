import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Opens one WebSocket: the connection, its TLS, and the handshake over HTTP.
struct WebSocketOpening: Sendable {
  private let request: Request
  private let url: URL
  private let isSecure: Bool
  private let trust: NIOSSLContext?

  /// - Throws: `badRequest` for what is no WebSocket address.
  init(_ request: Request) throws(TransportError) {
    let scheme = URL(string: request.url)?.scheme?.lowercased()
    guard let scheme, ["ws", "wss"].contains(scheme) else {
      throw TransportError(
        .badRequest, "The address is not one of ws:// or wss://; check the configuration.")
    }
    var plain = request
    plain.url = "http" + request.url.dropFirst(2)
    try plain.check()
    guard let url = URL(string: plain.url) else {
      throw TransportError(.badRequest, "The address is none; check the configuration.")
    }
    self.request = request
    self.url = url
    isSecure = scheme == "wss"
    trust = isSecure ? try Self.trust() : nil
  }

  private static func trust() throws(TransportError) -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"], !file.isEmpty {
      configuration.trustRoots = .file(file)
    }
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw TransportError(
        .untrusted, "The certificates to trust cannot be read; check SSL_CERT_FILE.")
    }
  }

  private var host: String { request.host.trimmingCharacters(in: ["[", "]"]) }

  func open() async throws(TransportError) -> WebSocket {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let ready = loop.makePromise(of: Void.self)
    let (inbox, feed) = WebSocket.Inbox.makeStream()
    let limits = request.limits
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(.init(limits.connect))
      .channelInitializer { prepare($0, ready: ready, feed: feed) }
    let connecting = bootstrap.connect(host: host, port: url.port ?? (isSecure ? 443 : 80))
    connecting.whenFailure { ready.fail(failure($0)) }
    loop.scheduleTask(in: .init(limits.connect)) { ready.fail(tooSlow) }
    do {
      try await withTaskCancellationHandler {
        try await ready.futureResult.get()
      } onCancel: {
        ready.fail(TransportError.cancelled)
      }
      let channel = try await connecting.get()
      let end = loop.scheduleTask(in: .init(limits.total)) {
        channel.pipeline.fireErrorCaught(
          TransportError(.tookTooLong, "\(host) took too long; try again later."))
      }
      channel.closeFuture.whenComplete { _ in end.cancel() }
      return WebSocket(channel, inbox: inbox, host: host)
    } catch {
      connecting.whenSuccess { $0.close(promise: nil) }
      throw error as? TransportError ?? failure(error)
    }
  }

  /// The handlers of a new connection: TLS, HTTP, and what takes their place.
  private func prepare(
    _ channel: any Channel, ready: EventLoopPromise<Void>, feed: WebSocket.Inbox.Continuation
  ) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      if let trust {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 443)) != nil
        // Without a name, the certificate must be for the address.
        try pipeline.addHandler(
          try NIOSSLClientHandler(context: trust, serverHostname: isAddress ? nil : host))
      }
      let handshake = WebSocketHandshake(head, ready: ready, host: host)
      let name = "handshake"
      let limit = request.limits.bytes
      let idle = TimeAmount(request.limits.idle)
      let host = host
      let upgrader = NIOWebSocketClientUpgrader(maxFrameSize: min(limit, Int(UInt32.max))) {
        channel, _ in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(IdleStateHandler(readTimeout: idle))
          try pipeline.addHandler(WebSocketFrames(limit: limit, inbox: feed, host: host))
        }
      }
      try pipeline.addHTTPClientHandlers(
        withClientUpgrade: (
          upgraders: [upgrader],
          completionHandler: { context in
            context.pipeline.syncOperations.removeHandler(name: name, promise: nil)
            ready.succeed()
          }
        ))
      try pipeline.addHandler(handshake, name: name)
    }
  }

  /// The question; the upgrader adds what makes it one for a WebSocket.
  private var head: HTTPRequestHead {
    var headers = HTTPHeaders(request.headers.map { ($0.key, $0.value) })
    let port = url.port.map { ":\($0)" } ?? ""
    headers.replaceOrAdd(name: "Host", value: request.host + port)
    let path = url.path().isEmpty ? "/" : url.path()
    return HTTPRequestHead(
      version: .http1_1, method: .GET, uri: path + (url.query().map { "?\($0)" } ?? ""),
      headers: headers)
  }

  private func failure(_ error: any Error) -> TransportError {
    if case ChannelError.connectTimeout = error { return tooSlow }
    return TransportError(
      .unreachable, "\(host) cannot be reached; check the address and the network.")
  }

  private var tooSlow: TransportError {
    TransportError(.connectTimedOut, "\(host) did not take the connection in time; try again.")
  }
}
