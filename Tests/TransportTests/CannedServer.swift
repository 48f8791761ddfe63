import Foundation

/// A server on this machine that says one thing to whoever asks, and remembers what it was sent.
///
/// A raw socket, so that it can also say what no proper server would.
final class CannedServer: @unchecked Sendable {  // `asked` is locked, the rest is constant
  let port: Int
  private let socket: Int32
  private let pieces: [String]
  private let pause: Duration
  private let lock = NSLock()
  private var heard: [String] = []

  /// - Parameters:
  ///   - pieces: what is sent, one write each; after the last the connection is closed.
  ///   - pause: before each piece.
  init(_ pieces: [String], pause: Duration = .zero) {
    self.pieces = pieces
    self.pause = pause
    let server = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(server, $0, size)
        _ = getsockname(server, $0, &size)
      }
    }
    listen(server, 16)
    socket = server
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [self] in
      while serve() {}
      // Only now: the number of a closed socket may be another server's next, and this thread
      // would answer in its place.
      Foundation.close(socket)
    }.start()
  }

  /// Ends listening; the thread sees it and goes.
  func close() { shutdown(socket, Int32(SHUT_RDWR)) }

  var url: String { "http://127.0.0.1:\(port)/" }

  /// The heads of the requests so far.
  var requests: [String] { lock.withLock { heard } }

  private func serve() -> Bool {
    let client = accept(socket, nil, nil)
    guard client >= 0 else { return false }
    Thread { [self] in answer(client) }.start()
    return true
  }

  private func answer(_ client: Int32) {
    defer { Foundation.close(client) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(client, &buffer, buffer.count)
    guard count > 0 else { return }
    lock.withLock { heard.append(String(decoding: buffer[..<count], as: UTF8.self)) }
    for piece in pieces {
      usleep(
        UInt32(clamping: pause.components.seconds * 1_000_000)
          + UInt32(pause.components.attoseconds / 1_000_000_000_000))
      let bytes = Array(piece.utf8)
      guard send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 else { return }
    }
  }
}
