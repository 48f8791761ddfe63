import Foundation

@testable import Engine

/// A collector on this machine that gives one answer after the other, the last for ever, and remembers the requests.
final class Collector: Sendable {
  let port: Int
  private let socket: Int32
  private let answers: [[UInt8]]
  private let heard = Locked<[String]>([])

  /// - Parameter answers: status, headers beside the length, and body.
  init(_ answers: [(status: Int, headers: String, body: [UInt8])]) {
    self.answers = answers.map { status, headers, body in
      let head =
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\(headers)\r\n"
      return Array(head.utf8) + body
    }
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
      Foundation.close(socket)
    }.start()
  }

  func close() { shutdown(socket, Int32(SHUT_RDWR)) }

  var address: String { "http://127.0.0.1:\(port)" }
  var requests: [String] { heard.withLock { $0 } }

  private func serve() -> Bool {
    let client = accept(socket, nil, nil)
    guard client >= 0 else { return false }
    defer { Foundation.close(client) }
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !isWhole(request) {
      let length = read(client, &buffer, buffer.count)
      guard length > 0 else { return true }
      request += buffer[..<length]
    }
    let number = heard.withLock { heard in
      heard.append(String(decoding: request, as: UTF8.self))
      return heard.count - 1
    }
    let answer = answers[min(number, answers.count - 1)]
    _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
    return true
  }

  private func isWhole(_ request: [UInt8]) -> Bool {
    let text = String(decoding: request, as: Unicode.ASCII.self)
    guard let head = text.range(of: "\r\n\r\n"),
      let length = text.range(of: "Content-Length: ", options: .caseInsensitive)
    else { return false }
    let size = Int(text[length.upperBound...].prefix { $0.isNumber }) ?? 0
    return text[head.upperBound...].utf8.count >= size
  }
}
