import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Connects to a server and asks it to speak WebSocket.
struct WebSocketHandshake: Sendable {
  private let host: String
  private let port: Int
  private let isSecure: Bool
  private let path: String
  private let request: Request
  private let environment: [String: String]

  /// Frames of one message at most, and the bytes of the largest message.
  private static let mostFragments = 4_096
  private static let largestMessage = 16 << 20

  private enum Outcome: Sendable {
    case open(WebSocket)
    case refused(EventLoopFuture<Answer>)
  }

  /// - Throws: `badRequest` for what is not WebSocket or would smuggle a header.
  init(
    _ request: Request, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TransportError) {
    guard let parts = URL(string: request.url), let scheme = parts.scheme?.lowercased(),
      ["ws", "wss"].contains(scheme), let host = parts.host(), !host.isEmpty, parts.user() == nil
    else {
      throw TransportError(
        .badRequest, "The address is not one of ws:// or wss://; check the configuration.")
    }
    var plain = request
    plain.url = "http" + request.url.dropFirst(2)
    try plain.check()
    self.host = host.trimmingCharacters(in: ["[", "]"])
    isSecure = scheme == "wss"
    port = parts.port ?? (isSecure ? 443 : 80)
    path =
      (parts.path().isEmpty ? "/" : parts.path()) + (parts.query().map { "?\($0)" } ?? "")
    self.request = request
    self.environment = environment
  }

  func socket() async throws -> WebSocket {
    let shaking = Task { try await shake() }
    let alarm = Task {
      try await Task.sleep(for: request.limits.connect)
      shaking.cancel()
    }
    defer { alarm.cancel() }
    return try await withTaskCancellationHandler {
      do {
        return try await shaking.value
      } catch is CancellationError {
        guard !Task.isCancelled else { throw TransportError.cancelled }
        throw TransportError(
          .connectTimedOut, "\(host) did not answer in time; check the network and try again.")
      }
    } onCancel: {
      shaking.cancel()
    }
  }

  private func shake() async throws -> WebSocket {
    let outcome: EventLoopFuture<Outcome>
    do {
      outcome = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connectTimeout(TimeAmount(request.limits.connect))
        .connect(host: host, port: port) { channel in
          channel.eventLoop.makeCompletedFuture { try prepare(channel) }
        }
    } catch let error as NIOSSLError {
      throw untrusted(error)
    } catch {
      throw TransportError(
        .unreachable, "\(host) cannot be reached; check the network and the address.")
    }
    switch try await settled(outcome) {
    case .open(let socket): return socket
    case .refused(let answer): throw WebSocketRefusal(answer: try await settled(answer))
    }
  }

  /// Waits, but not for what was given up; the channel's own errors become ours.
  private func settled<Value: Sendable>(_ future: EventLoopFuture<Value>) async throws -> Value {
    let promise = future.eventLoop.makePromise(of: Value.self)
    future.cascade(to: promise)
    do {
      return try await withTaskCancellationHandler {
        try await promise.futureResult.get()
      } onCancel: {
        promise.fail(CancellationError())
      }
    } catch let error as CancellationError {
      throw error
    } catch let error as NIOSSLError {
      throw untrusted(error)
    } catch {
      throw error is NIOSSLExtraError
        ? untrusted(error)
        : TransportError(.unreachable, "\(host) ended the connection at once; try again.")
    }
  }

  private func untrusted(_ error: any Error) -> TransportError {
    TransportError(.untrusted, "\(host) cannot prove who it is; check its certificate.")
  }

  private func prepare(_ channel: any Channel) throws -> EventLoopFuture<Outcome> {
    if isSecure { try channel.pipeline.syncOperations.addHandler(tls()) }
    let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
      maxFrameSize: Self.largestMessage,
      // It would close the connection before it is told why.
      enableAutomaticErrorHandling: false,
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture { .open(try open(channel)) }
      })
    let configuration = NIOTypedHTTPClientUpgradeConfiguration(
      upgradeRequestHead: head, upgraders: [upgrader],
      notUpgradingCompletionHandler: { channel in
        channel.eventLoop.makeCompletedFuture {
          let answer = channel.eventLoop.makePromise(of: Answer.self)
          try channel.pipeline.syncOperations.addHandler(AnswerReader(answer))
          return .refused(answer.futureResult)
        }
      })
    var pipeline = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: configuration)
    // The first message may come in the same packet as the handshake's answer; by default it is dropped.
    pipeline.leftOverBytesStrategy = .forwardBytes
    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
      configuration: pipeline)
  }

  /// Adds what turns frames into messages.
  func open(_ channel: any Channel) throws -> WebSocket {
    let (messages, continuation) = WebSocket.Messages.makeStream()
    continuation.onTermination = { _ in channel.close(promise: nil) }
    try channel.pipeline.syncOperations.addHandlers([
      NIOWebSocketFrameAggregator(
        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: Self.mostFragments,
        maxAccumulatedFrameSize: Self.largestMessage),
      WebSocketMessages(to: continuation, host: host, limits: request.limits),
    ])
    return WebSocket(channel, messages: messages, host: host)
  }

  private var head: HTTPRequestHead {
    var headers = HTTPHeaders(request.headers.map { ($0.key, $0.value) })
    let isUsual = port == (isSecure ? 443 : 80)
    headers.replaceOrAdd(name: "Host", value: isUsual ? host : "\(host):\(port)")
    return HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
  }

  /// The trust libcurl has: the system's, or the file its variables name.
  private func tls() throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let file = environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"], !file.isEmpty {
      configuration.trustRoots = .file(file)
    }
    let isName = host.contains(where: \.isLetter) && !host.contains(":")
    return try NIOSSLClientHandler(
      context: NIOSSLContext(configuration: configuration), serverHostname: isName ? host : nil)
  }
}

/// Reads an answer that is no upgrade.
private final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let promise: EventLoopPromise<Answer>
  private var answer: Answer?
  private static let longest = 1 << 20

  init(_ promise: EventLoopPromise<Answer>) { self.promise = promise }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      answer = Answer(
        status: Int(head.status.code),
        headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 })
    case .body(let bytes):
      guard answer?.body.count ?? 0 < Self.longest else { return finish(context) }
      answer?.body += Array(bytes.readableBytesView)
    case .end: finish(context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { finish(context) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(context) }

  private func finish(_ context: ChannelHandlerContext) {
    if let answer {
      promise.succeed(answer)
    } else {
      promise.fail(ChannelError.inputClosed)
    }
    context.close(promise: nil)
  }
}
