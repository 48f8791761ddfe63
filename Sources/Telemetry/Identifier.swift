/// Random bytes that tell runs, traces and spans apart.
struct Identifier: Hashable, Sendable {
  let bytes: [UInt8]

  static func random(bytes count: Int) -> Identifier {
    // All zero is no identifier, by W3C Trace Context.
    var bytes = [UInt8](repeating: 0, count: count)
    while bytes.allSatisfy({ $0 == 0 }) {
      for index in bytes.indices { bytes[index] = .random(in: 0...255) }
    }
    return Identifier(bytes: bytes)
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Of lower-case hexadecimal digits; nil for anything else, and for all zeros.
  init?(hex: some StringProtocol, bytes count: Int) {
    guard hex.utf8.count == count * 2 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex.utf8 {
      guard let value = Self.digits.firstIndex(of: digit).map(UInt8.init) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    self.bytes = bytes
  }

  var hex: String {
    String(
      decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
