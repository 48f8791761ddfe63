import Foundation

extension Store {
  /// What there is of a blob.
  enum BlobState { case whole, missing, damaged }

  /// Blobs up to this size, and so every take, are read whole each time they are asked for.
  ///
  /// Larger ones, which nobody paid for, are read once, and again whenever size, inode or a time of their file has changed.
  static let alwaysRead = 8 << 20

  func state(of blob: Blob) -> BlobState {
    let path = path(of: blob)
    guard let stamp = WholeStamp(path) else { return .missing }
    guard stamp.size == blob.bytes else { return .damaged }
    if blob.bytes > Self.alwaysRead, note("whole", of: blob.digest) == stamp { return .whole }
    guard let digest = try? Self.hash(path).digest, digest == blob.digest else { return .damaged }
    // A file changed in the second it was read in may change again without its times telling.
    if blob.bytes > Self.alwaysRead, stamp.isSettled { try? keepNote(stamp, "whole", of: digest) }
    return .whole
  }

  /// Whether a blob's file is there, and is the one of its name.
  func holds(_ blob: Blob) -> Bool { state(of: blob) == .whole }
}

/// What tells that a file of the store is the one that was read before.
private struct WholeStamp: Codable, Hashable {
  var size: Int
  var inode: UInt64
  /// Nanoseconds since 1970 of the last change to the file or to what is known of it: no program can set that time.
  var changed: Int

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
  }

  var isSettled: Bool { Date().timeIntervalSince1970 - Double(changed) / 1e9 > 2 }
}
