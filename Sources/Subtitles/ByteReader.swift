/// Walks over the bytes of one line.
struct ByteReader {
  let bytes: [UInt8]
  var position = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  var isAtEnd: Bool { position >= bytes.count }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func take(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  mutating func skipBlanks() {
    while let byte = next, byte.isBlank { position += 1 }
  }

  /// A run of digits: its value, held below 10^9 so that no later arithmetic overflows.
  mutating func digits() -> (value: Int, count: Int)? {
    let start = position
    var value = 0
    while let byte = next, byte.isDigit {
      value = min(value * 10 + Int(byte - 48), 999_999_999)
      position += 1
    }
    return position > start ? (value, position - start) : nil
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 48 && self <= 57 }
  var isLetter: Bool { (self | 32) >= 97 && (self | 32) <= 122 }
  /// Space, tab or form feed.
  var isBlank: Bool { self == 32 || self == 9 || self == 12 }
}
extension String {
  var isBlank: Bool { utf8.allSatisfy(\.isBlank) }
}
