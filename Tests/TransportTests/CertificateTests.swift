import Foundation
import Testing

@testable import Transport

struct CertificateTests {
  /// A server with a certificate nobody vouches for.
  @Test func whoCannotProveWhoItIsIsSentNothing() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, certificate) = (folder.appending(path: "k").path, folder.appending(path: "c").path)
    let made = try openssl(
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        + ["-subj", "/CN=localhost", "-days", "2"])
    made.process.waitUntilExit()
    let server = try openssl(
      ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"])
    defer { server.process.terminate() }
    let port = try #require(server.firstPort())
    let error = await #expect(throws: TransportError.self) {
      try await Client().send(
        Request("https://localhost:\(port)/", headers: ["Authorization": "Bearer k"]))
    }
    #expect(error?.kind == .untrusted && error?.wasNeverSent == true)
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
