import Foundation

/// The bytes a disk has left for files of this process; nil where the system does not say.
public func freeBytes(at path: String) -> Int? {
  var disk = statvfs()
  guard statvfs(path, &disk) == 0 else { return nil }
  return Int(clamping: disk.f_bavail) * Int(disk.f_frsize)
}

extension Workspace {
  /// Refuses to begin what the store's disk has no room for, before an hour is spent on it.
  ///
  /// - Parameter bytes: what the file will need at least.
  public func checkRoom(for bytes: Int, _ what: String) throws {
    guard let free = store.free(store.root), free < bytes else { return }
    throw StoreError(
      store.root,
      "\(what) needs \(megabytes(bytes)) MB, and its disk has \(megabytes(free)) MB left. Free some, or choose another "
        + "--store.")
  }

  private func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
