import Foundation

/// The fields of a `multipart/form-data` body.
struct Form: Sendable {
  struct Field: Sendable {
    var bytes: [UInt8]
    var type: String?
  }

  private(set) var fields: [String: Field] = [:]

  /// nil for another type of body.
  init?(_ body: Data, type: String) {
    guard type.lowercased().hasPrefix("multipart/form-data"),
      let boundary = type.components(separatedBy: "boundary=").dropFirst().first
    else { return nil }
    let mark = Data("--\(boundary.trimmingCharacters(in: ["\""]))".utf8)
    let blank = Data("\r\n\r\n".utf8)
    var rest = body[...]
    while let start = rest.range(of: mark) {
      rest = rest[start.upperBound...]
      guard let head = rest.range(of: blank), let end = rest.range(of: mark) else { return }
      let lines = String(decoding: rest[..<head.lowerBound], as: UTF8.self)
      let name = lines.firstMatch(of: /[; ]name="([^"]*)"/)?.1
      let type = lines.firstMatch(of: /(?i)content-type: *([^\r\n]+)/)?.1
      guard let name, head.upperBound <= end.lowerBound - 2 else { continue }
      fields[String(name)] = Field(
        bytes: Array(rest[head.upperBound..<end.lowerBound - 2]), type: type.map(String.init))
    }
  }

  func text(_ name: String) -> String? {
    fields[name].map { String(decoding: $0.bytes, as: UTF8.self) }
  }
}
