import Foundation

/// What a form in a browser sends with a file: `multipart/form-data` of RFC 7578.
struct FormBody {
  private let boundary = "polydub-\(UUID().uuidString)"
  private var parts: [UInt8] = []

  var type: String { "multipart/form-data; boundary=\(boundary)" }
  var bytes: [UInt8] { parts + Array("--\(boundary)--\r\n".utf8) }

  mutating func add(_ name: String, _ value: String) {
    add("name=\"\(name)\"\r\n", Array(value.utf8))
  }

  mutating func add(_ name: String, file: String, type: String, _ bytes: [UInt8]) {
    add("name=\"\(name)\"; filename=\"\(file)\"\r\nContent-Type: \(type)\r\n", bytes)
  }

  private mutating func add(_ head: String, _ bytes: [UInt8]) {
    parts += Array("--\(boundary)\r\nContent-Disposition: form-data; \(head)\r\n".utf8)
    parts += bytes + Array("\r\n".utf8)
  }
}
