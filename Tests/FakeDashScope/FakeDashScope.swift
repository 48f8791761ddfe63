import Foundation
import Hummingbird
import Logging

/// A double of the DashScope speech service on this machine: `FakeDashScope [PORT]`.
///
/// Prints its port and serves until its standard input ends, so it does not outlive whoever started it. It takes
/// any key that begins with `sk-canary-key` as an account of its own, speaks with espeak-ng, and does wrong what `POST /control` asks for.
@main
enum FakeDashScope {
  static func main() async throws {
    let waiter = Thread {
      while readLine() != nil {}
      // Requests may be under way: they end with it, and are no leak.
      _exit(0)
    }
    waiter.start()
    var logger = Logger(label: "FakeDashScope")
    logger.logLevel = .error
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
    let service = Service()
    let application = Application(
      router: service.router,
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        let door = FrontDoor(service: service, behind: channel.localAddress?.port ?? 0)
        let opened = try? await door.open(port: port)
        // Not `print` and `fflush(nil)`: that would wait for the reader of standard input.
        FileHandle.standardOutput.write(Data("\(opened ?? 0)\n".utf8))
      }, logger: logger)
    try await application.runService()
  }
}
