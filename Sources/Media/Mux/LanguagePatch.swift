import Foundation

/// Gives Matroska tracks the `LanguageIETF` element that libavformat 5.1 neither writes nor reads.
///
/// Its bytes are reserved by a longer track name: the title, a mark, the tag. After the file is whole, the end of the name
/// becomes an element of its own, in place, so that no size or offset in the file changes. (RFC 9559, 5.1.4.1.20.)
enum LanguagePatch {
  /// Four bytes, as many as the element's ID and size take, that no title has.
  private static let mark: [UInt8] = [1, 2, 1, 2]
  private static let languageIETF: [UInt8] = [0x22, 0xB5, 0x9D]
  /// The header is well inside it: tracks come before chapters, attachments and clusters.
  private static let reach = 4 << 20

  /// A title with room for a tag behind it; nothing in the title can be taken for the mark.
  static func reserving(_ tag: String, after title: String) -> String {
    let letters = tag.utf8.filter { $0 == 0x2D || $0 >= 0x30 && $0 < 0x7F }.prefix(64)
    return withoutMark(title) + String(decoding: mark + letters, as: UTF8.self)
  }

  static func withoutMark(_ title: String) -> String {
    String(decoding: title.utf8.filter { $0 != 1 && $0 != 2 }, as: UTF8.self)
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
    let names = tracks(in: head).flatMap { $0.all(0x536E, in: head) }
    return names.flatMap { name -> [(offset: Int, bytes: [UInt8])] in
      let content = name.content
      guard
        let marked = content.first(where: { head[$0..<content.upperBound].starts(with: mark) })
      else { return [] }
      let length = content.upperBound - marked - mark.count
      guard length <= 64 else { return [] }
      return [
        (
          name.size.lowerBound,
          EBMLElement.size(marked - content.lowerBound, width: name.size.count)
        ),
        (marked, languageIETF + EBMLElement.size(length, width: 1)),
      ]
    }
  }

  /// The tags a file's tracks have already, in the order libavformat counts its streams; empty for other containers.
  static func tags(of file: String) -> [String?] {
    guard let handle = FileHandle(forReadingAtPath: file) else { return [] }
    defer { try? handle.close() }
    let head = [UInt8]((try? handle.read(upToCount: reach)) ?? Data())
    // Picture, sound and text: libavformat makes a stream of no other type.
    let streams = tracks(in: head).filter { track in
      track.all(0x83, in: head).contains { [1, 2, 17].contains(head[$0.content].last ?? 0) }
    }
    return streams.map { track in
      track.all(0x22B59D, in: head).first.map { String(decoding: head[$0.content], as: UTF8.self) }
    }
  }

  /// `TrackEntry` elements, in order.
  private static func tracks(in head: [UInt8]) -> [EBMLElement] {
    EBMLElement.all(in: head).filter { $0.id == 0x1853_8067 }
      .flatMap { $0.all(0x1654_AE6B, in: head) }.flatMap { $0.all(0xAE, in: head) }
  }
}
