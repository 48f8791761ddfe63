import Foundation
import Testing

@testable import Transport

/// Against a server that sends what it likes.
struct WebSocketTests {
  /// What a client hears first, where it trusts the certificates of a file.
  private func first(
    _ bytes: [UInt8], over scheme: String = "ws", at host: String = "localhost",
    proof: Certificate? = nil, trusting file: String? = nil, bytes limit: Int = 1 << 20
  ) async throws -> String? {
    let server = try await SocketServer(bytes, proof: proof)
    var limits = Request.Limits()
    limits.bytes = limit
    limits.idle = .seconds(20)
    let request = Request(
      "\(scheme)://\(host):\(server.port)/", headers: ["Authorization": "Bearer k"], limits: limits)
    let environment = file.map { ["SSL_CERT_FILE": $0] } ?? [:]
    let result: Result<String?, any Error>
    do {
      let socket = try await WebSocketHandshake(request, environment: environment).socket()
      result = await Result.of { try await socket.next() }
      await socket.close()
    } catch {
      result = .failure(error)
    }
    await server.close()
    return try result.get()
  }

  private func failure(_ body: () async throws -> String?) async -> TransportError? {
    do {
      _ = try await body()
      return nil
    } catch { return error as? TransportError }
  }

  // MARK: Who it is

  @Test func aCertificateThatIsTrustedIsEnough() async throws {
    let proof = try Certificate()
    defer { proof.remove() }
    let hello = try await first(
      SocketServer.frame("hello"), over: "wss", proof: proof, trusting: proof.certificate)
    #expect(hello == "hello")
  }

  @Test func aCertificateNobodyVouchesForIsRefused() async throws {
    let proof = try Certificate()
    defer { proof.remove() }
    let error = await failure {
      try await first(SocketServer.frame("hello"), over: "wss", proof: proof)
    }
    #expect(error?.kind == .untrusted && error?.wasNeverSent == true)
  }

  @Test func aCertificateOfAnotherNameIsRefused() async throws {
    let proof = try Certificate()
    defer { proof.remove() }
    let error = await failure {
      try await first(
        SocketServer.frame("hello"), over: "wss", at: "127.0.0.1", proof: proof,
        trusting: proof.certificate)
    }
    #expect(error?.kind == .untrusted)
  }

  // MARK: How much

  @Test func messagesUpToTheLimitAreTaken() async throws {
    let text = String(repeating: "x", count: 1_000)
    #expect(try await first(SocketServer.frame(text), bytes: 1_000) == text)
  }

  @Test func messagesOverTheLimitAreNot() async throws {
    let text = String(repeating: "x", count: 1_001)
    let error = await failure { try await first(SocketServer.frame(text), bytes: 1_000) }
    #expect(error?.kind == .tooLarge)
  }

  /// The size alone tells; nobody waits for the rest.
  @Test func aFrameThatSaysItIsHugeIsNotWaitedFor() async throws {
    let error = await failure { try await first(SocketServer.frame("x", claim: 17 << 20)) }
    #expect(error?.kind == .tooLarge)
  }

  @Test func crumbsWithoutEndAreNotCollected() async throws {
    var bytes = SocketServer.frame("x", isLast: false)
    for _ in 0..<4_200 { bytes += SocketServer.frame("x", isLast: false, opcode: 0) }
    let error = await failure { try await first(bytes) }
    #expect(error?.kind == .tooLarge)
  }

  /// The first message often comes in one packet with the answer to the handshake.
  @Test func aServerThatHangsUpIsHeardToTheEnd() async throws {
    let server = try await SocketServer(SocketServer.frame("bye"), hangsUp: true)
    let socket = try await WebSocket.connect(Request("ws://127.0.0.1:\(server.port)/"))
    #expect(try await socket.next() == "bye")
    let error = await failure { try await socket.next() }
    #expect(error?.kind == .broken)
    await server.close()
  }

  @Test func fragmentsAreJoined() async throws {
    let bytes =
      SocketServer.frame("one ", isLast: false) + SocketServer.frame("two", opcode: 0)
    #expect(try await first(bytes) == "one two")
  }
}

extension Result where Failure == any Error {
  fileprivate static func of(_ body: () async throws -> Success) async -> Self {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}
