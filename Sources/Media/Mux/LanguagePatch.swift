import Foundation

/// Gives Matroska tracks the `LanguageIETF` element that libavformat 5.1 does not write.
///
/// Its bytes are reserved by a longer track name: the title, a mark, the tag. After the file is whole, the end of the name
/// becomes an element of its own, in place, so that no size or offset in the file changes. (RFC 9559, 5.1.4.1.20.)
enum LanguagePatch {
  /// Four bytes, as many as the element's ID and size take, that no title has.
  private static let mark: [UInt8] = [1, 2, 1, 2]
  private static let name: [UInt8] = [0x53, 0x6E]
  private static let languageIETF: [UInt8] = [0x22, 0xB5, 0x9D]
  /// The header is well inside it: tracks come before chapters, attachments and clusters.
  private static let reach = 4 << 20

  /// A title with room for a tag behind it.
  static func reserving(_ tag: String, after title: String) -> String {
    let plain = title.filter { $0 != "\u{1}" && $0 != "\u{2}" }
    return plain + String(decoding: mark, as: UTF8.self) + String(tag.prefix(64))
  }

  static func apply(to file: String) throws(MediaError) {
    do {
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
      defer { try? handle.close() }
      let head = try handle.read(upToCount: reach) ?? Data()
      for (offset, bytes) in patches(of: [UInt8](head)) {
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(bytes))
      }
    } catch {
      throw MediaError(file, "its language tags cannot be written: \(error).", blame: .output)
    }
  }

  /// What to write where: for every name with a mark, the name's new size, and the element behind it.
  static func patches(of head: [UInt8]) -> [(offset: Int, bytes: [UInt8])] {
    var patches: [(Int, [UInt8])] = []
    var place = 0
    while let start = index(of: name, in: head, from: place) {
      place = start + 1
      guard let size = vint(in: head, at: start + 2) else { continue }
      let content = start + 2 + size.width
      guard size.value <= 512, content + size.value <= head.count,
        let marked = index(of: mark, in: head, from: content, to: content + size.value)
      else { continue }
      let tag = Array(head[(marked + 4)..<(content + size.value)])
      patches.append((start + 2, vint(marked - content, width: size.width)))
      patches.append((marked, languageIETF + [0x80 | UInt8(tag.count)]))
      place = content + size.value
    }
    return patches
  }

  private static func index(
    of wanted: [UInt8], in bytes: [UInt8], from start: Int, to end: Int? = nil
  ) -> Int? {
    var i = start
    while i <= (end ?? bytes.count) - wanted.count {
      if bytes[i] == wanted[0], bytes[i..<(i + wanted.count)].elementsEqual(wanted) { return i }
      i += 1
    }
    return nil
  }

  /// An EBML size at a place and how many bytes it takes.
  private static func vint(in bytes: [UInt8], at place: Int) -> (value: Int, width: Int)? {
    guard place < bytes.count else { return nil }
    let width = bytes[place].leadingZeroBitCount + 1
    guard width <= 4, place + width <= bytes.count else { return nil }
    var value = Int(bytes[place]) & ((1 << (8 - width)) - 1)
    for byte in bytes[(place + 1)..<(place + width)] { value = value << 8 | Int(byte) }
    return (value, width)
  }

  private static func vint(_ value: Int, width: Int) -> [UInt8] {
    (0..<width).map { index in
      let byte = UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - index)))
      return index == 0 ? byte | UInt8(0x80 >> (width - 1)) : byte
    }
  }
}
