import Foundation

/// Switches off the text tracks of an MP4 or MOV file that players would show unasked.
///
/// libavformat enables the first subtitle track of every file (ISO 14496-12, 8.3.2: bit 0 of a track header's flags).
func hideText(in file: String, tracks hidden: Set<Int>) throws(MediaError) {
  guard !hidden.isEmpty else { return }
  do {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    defer { try? handle.close() }
    let size = try handle.seekToEnd()
    guard let movie = try Box.find("moov", in: handle, from: 0, to: size) else { return }
    var place = movie.content
    var index = 0
    while let track = try Box.find("trak", in: handle, from: place, to: movie.end) {
      place = track.end
      defer { index += 1 }
      guard hidden.contains(index),
        let header = try Box.find("tkhd", in: handle, from: track.content, to: track.end)
      else { continue }
      // One byte of version, three of flags.
      try handle.seek(toOffset: header.content + 3)
      let flags = try handle.read(upToCount: 1)?.first ?? 0
      try handle.seek(toOffset: header.content + 3)
      try handle.write(contentsOf: Data([flags & ~1]))
    }
  } catch {
    throw MediaError(file, "its track headers cannot be written: \(error).", blame: .output)
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
