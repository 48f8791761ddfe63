import Foundation
import Hummingbird
import Logging

/// A double of vLLM-Omni's speech endpoints, and of servers like it, on this machine: `FakeOmni [PORT]`.
///
/// Prints its port and serves until its standard input ends. It speaks with espeak-ng; each key, or none, has a server
/// of its own that behaves as `POST /control` says.
@main
enum FakeOmni {
  static func main() async throws {
    let waiter = Thread {
      while readLine() != nil {}
      exit(0)
    }
    waiter.start()
    var logger = Logger(label: "FakeOmni")
    logger.logLevel = .error
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
    let application = Application(
      router: Omni().router,
      configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        // Not `print` and `fflush(nil)`: that would wait for the reader of standard input.
        FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
      }, logger: logger)
    try await application.runService()
  }
}
