import Crypto
import Foundation

extension Store {
  /// The digest and length of a file, read once and remembered while size, time and inode stay the same.
  public func digest(ofFileAt path: String) throws -> (digest: Digest, bytes: Int) {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    let before = try FileStamp(path)
    if let seen: SeenFile = note("sources", of: path), seen.stamp == before {
      return (seen.digest, before.size)
    }
    let (digest, bytes) = try Self.hash(path)
    // A file changed in the second it was hashed in may change again without its time telling.
    if before.isSettled, try FileStamp(path) == before {
      try keepNote(SeenFile(stamp: before, digest: digest), "sources", of: path)
    }
    return (digest, bytes)
  }

  /// SHA-256 of a file, a megabyte at a time.
  static func hash(_ path: String) throws -> (digest: Digest, bytes: Int) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw StoreError(path, errno: errno) }
    defer { close(file) }
    var hash = SHA256()
    var bytes = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StoreError(path, errno: errno) }
      if count == 0 { return (Digest(hash.finalize()), bytes) }
      buffer.withUnsafeBytes { hash.update(bufferPointer: .init(rebasing: $0[..<count])) }
      bytes += count
    }
  }
}

/// What tells that a file was not touched.
struct FileStamp: Codable, Hashable {
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  var inode: UInt64

  init(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw StoreError(path, errno: errno) }
    size = Int(status.st_size)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    inode = UInt64(status.st_ino)
  }

  /// Whether a change after now would show in its time.
  var isSettled: Bool { Date().timeIntervalSince1970 - Double(modified) / 1e9 > 2 }
}

private struct SeenFile: Codable {
  var stamp: FileStamp
  var digest: Digest
}
