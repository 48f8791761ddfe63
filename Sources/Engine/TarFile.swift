import Foundation

/// One file in a tar archive (POSIX ustar): plain files only, named by short relative paths.
struct TarHeader {
  static let block = 512
  var name: String
  var bytes: Int

  /// Bytes between the end of the file and the next header.
  var padding: Int { (Self.block - bytes % Self.block) % Self.block }

  /// The header's 512 bytes. No times and no owners: equal files make equal archives.
  var encoded: Data {
    var header = Data(count: Self.block)
    func put(_ text: String, at start: Int) {
      header.replaceSubrange(start..<start + text.utf8.count, with: Data(text.utf8))
    }
    func octal(_ value: Int, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put("0000644\0" + "0000000\0" + "0000000\0", at: 100)
    put(octal(bytes, 11) + "\0" + octal(0, 11) + "\0", at: 124)
    put("        0", at: 148)
    put("ustar\0" + "00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
    return header
  }

  init(name: String, bytes: Int) {
    self.name = name
    self.bytes = bytes
  }

  /// - Returns: nil for a block of zeros, which ends an archive.
  /// - Throws: for what is no header, and for anything but a plain file.
  init?(_ block: Data, of archive: String) throws(StoreError) {
    let bytes = [UInt8](block)
    if bytes.allSatisfy({ $0 == 0 }) { return nil }
    func text(_ range: Range<Int>) -> String {
      String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
        .trimmingCharacters(in: [" "])
    }
    let sum = bytes.enumerated().reduce(0) { $0 + ((148..<156).contains($1.0) ? 32 : Int($1.1)) }
    guard bytes.count == Self.block, text(257..<263).hasPrefix("ustar"),
      Int(text(148..<156), radix: 8) == sum, let size = Int(text(124..<136), radix: 8), size >= 0
    else { throw StoreError(archive, "it is no archive of takes. Pack it again.") }
    guard bytes[156] == UInt8(ascii: "0"), text(345..<500).isEmpty else {
      throw StoreError(archive, "it holds more than plain files, and nothing of it was taken.")
    }
    name = text(0..<100)
    self.bytes = size
  }
}
