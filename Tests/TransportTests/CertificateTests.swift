import Foundation
import Testing

@testable import Transport

struct CertificateTests {
  /// A server with a certificate nobody vouches for.
  @Test func whoCannotProveWhoItIsIsSentNothing() async throws {
    let error = await #expect(throws: TransportError.self) {
      try await ask([]) { _, _ in Request.Certificates() }
    }
    #expect(error?.kind == .untrusted && error?.wasNeverSent == true)
  }

  @Test func whoIsNamedAsAnAuthorityVouches() async throws {
    let answer = try await ask([]) { _, certificate in .init(authorities: certificate) }
    #expect(answer.status == 200)
  }

  /// The system's authorities do not count beside it.
  @Test func nobodyButTheAuthorityNamedVouches() async throws {
    let error = await #expect(throws: TransportError.self) {
      try await ask([]) { _, certificate in
        let other = certificate + ".other"
        try openssl(
          ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", other + ".key"]
            + ["-out", other, "-subj", "/CN=localhost", "-days", "2"]
        ).process.waitUntilExit()
        return .init(authorities: other)
      }
    }
    #expect(error?.kind == .untrusted)
  }

  @Test func aServerThatAsksWhoIsThereIsToldByTheClientsCertificate() async throws {
    let asking = ["-Verify", "1", "-verify_return_error"]
    let answer = try await ask(asking) { key, certificate in
      .init(authorities: certificate, client: certificate, key: key)
    }
    #expect(answer.status == 200)
    await #expect(throws: TransportError.self) {
      try await ask(asking) { _, certificate in .init(authorities: certificate) }
    }
  }

  /// Asks a server of openssl's whose certificate is its own authority.
  private func ask(
    _ options: [String],
    _ certificates: (_ key: String, _ certificate: String) throws -> Request.Certificates
  ) async throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, certificate) = (folder.appending(path: "k").path, folder.appending(path: "c").path)
    let made = try openssl(
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        + ["-subj", "/CN=localhost", "-days", "2"])
    made.process.waitUntilExit()
    let server = try openssl(
      ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"]
        + ["-CAfile", certificate] + options)
    defer { server.process.terminate() }
    let port = try #require(server.firstPort())
    return try await Client().send(
      Request(
        "https://localhost:\(port)/", headers: ["Authorization": "Bearer k"],
        certificates: try certificates(key, certificate)))
  }

  private struct Server {
    let process: Process
    let output: FileHandle

    /// From `ACCEPT 127.0.0.1:40123`.
    func firstPort() -> Int? {
      var text = ""
      while let byte = try? output.read(upToCount: 1), !byte.isEmpty {
        text += String(decoding: byte, as: UTF8.self)
        let words = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let line = words.dropLast().first(where: { $0.hasPrefix("ACCEPT") }) else { continue }
        return line.split(separator: ":").last.flatMap { Int($0) }
      }
      return nil
    }
  }

  private func openssl(_ arguments: [String]) throws -> Server {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = Pipe()
    try process.run()
    return Server(process: process, output: pipe.fileHandleForReading)
  }
}
