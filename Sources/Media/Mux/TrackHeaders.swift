import Foundation

/// What libavformat writes into the track headers of an MP4 or MOV file, put right in place.
struct TrackHeaders {
  /// Text tracks, by number: libavformat enables the first of every file, and players would show it unasked.
  var hidden: Set<Int>
  /// ISO 639-2/T codes by track: in MOV libavformat knows some by their other code only, and writes none.
  var languages: [Int: String]

  func apply(to file: String) throws(MediaError) {
    do {
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
      defer { try? handle.close() }
      let size = try handle.seekToEnd()
      guard let movie = try Box.find("moov", in: handle, from: 0, to: size) else { return }
      var place = movie.content
      var index = 0
      while let track = try Box.find("trak", in: handle, from: place, to: movie.end) {
        if hidden.contains(index) { try hide(track, in: handle) }
        if let code = languages[index] { try name(track, code, in: handle) }
        place = track.end
        index += 1
      }
    } catch {
      throw MediaError(file, "its track headers cannot be written: \(error).", blame: .output)
    }
  }

  /// Clears bit 0 of the flags (ISO 14496-12, 8.3.2): one byte of version, three of flags.
  private func hide(_ track: Box, in handle: FileHandle) throws {
    guard let header = try Box.find("tkhd", in: handle, from: track.content, to: track.end)
    else { return }
    try handle.seek(toOffset: header.content + 3)
    let flags = try handle.read(upToCount: 1)?.first ?? 0
    try handle.seek(toOffset: header.content + 3)
    try handle.write(contentsOf: Data([flags & ~1]))
  }

  /// Writes a language as three letters of five bits (ISO 14496-12, 8.4.2; QuickTime reads the same).
  private func name(_ track: Box, _ code: String, in handle: FileHandle) throws {
    let letters = code.utf8.map { UInt16($0) }
    guard letters.count == 3, letters.allSatisfy({ (0x61...0x7A).contains($0) }),
      let media = try Box.find("mdia", in: handle, from: track.content, to: track.end),
      let header = try Box.find("mdhd", in: handle, from: media.content, to: media.end)
    else { return }
    let packed = letters.reduce(0) { $0 << 5 | ($1 - 0x60) }
    try handle.seek(toOffset: header.content)
    let version = try handle.read(upToCount: 1)?.first ?? 0
    // Times and lengths of four bytes, of eight from version 1 on.
    try handle.seek(toOffset: header.content + (version == 0 ? 20 : 32))
    try handle.write(contentsOf: Data([UInt8(packed >> 8), UInt8(packed & 255)]))
  }
}

/// A box of an ISO media file, by where it lies.
private struct Box {
  var content: UInt64
  var end: UInt64

  /// The first box of a kind among those that lie from one place to another.
  static func find(_ kind: String, in handle: FileHandle, from start: UInt64, to end: UInt64) throws
    -> Box?
  {
    var place = start
    while place + 8 <= end {
      try handle.seek(toOffset: place)
      let head = [UInt8](try handle.read(upToCount: 16) ?? Data())
      guard head.count >= 8 else { return nil }
      func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      var size = number(head[0..<4])
      let isLarge = size == 1 && head.count == 16
      if isLarge { size = number(head[8..<16]) }
      if size == 0 { size = end - place }
      guard size >= 8, size <= end - place else { return nil }
      if head[4..<8].elementsEqual(kind.utf8) {
        return Box(content: place + (isLarge ? 16 : 8), end: place + size)
      }
      place += size
    }
    return nil
  }
}
