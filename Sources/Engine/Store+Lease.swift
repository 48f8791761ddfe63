import Foundation

extension Store {
  /// A key held by this process while it makes what belongs to it, so that no other buys the same.
  ///
  /// The lock is the kernel's: it ends with the process that holds it, however that ends. One that lives and hangs no longer
  /// renews the time of the file, and a process that waits may take its place.
  struct Lease: Sendable {
    private let file: Int32
    private let path: String

    /// - Returns: nil while another process, or another step, holds it.
    /// - Throws: where it cannot be had at all, so that waiting would never end.
    fileprivate init?(at path: String, store: String) throws(StoreError) {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw StoreError(store, errno: errno) }
      let failure = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
      (self.file, self.path) = (file, path)
      switch failure {
      case 0 where isOwn: renew()
      case 0, EWOULDBLOCK, EINTR:
        close(file)
        return nil
      default:
        close(file)
        throw StoreError(store, errno: failure)
      }
    }

    /// Whether the file is still the one of its name: a lock on one that was removed or replaced is nobody's.
    private var isOwn: Bool {
      var (held, named) = (stat(), stat())
      return fstat(file, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
        && held.st_dev == named.st_dev
    }

    /// Tells who waits that its holder is at work.
    func renew() { utimes(path, nil) }

    /// Gives the key back, unless another has taken it over.
    func end() {
      if isOwn { unlink(path) }
      close(file)
    }
  }

  /// What tells whether a lease was renewed: its file and its time.
  struct LeaseStamp: Hashable {
    fileprivate var inode: UInt64
    fileprivate var seconds: Int
    fileprivate var nanoseconds: Int
  }

  /// The lease of a key; nil while another process, or another step, holds it.
  func lease(_ key: Digest) throws(StoreError) -> Lease? {
    try Lease(at: leasePath(key), store: root)
  }

  /// When the lease of a key was renewed last; nil where nobody holds it.
  func leaseStamp(_ key: Digest) -> LeaseStamp? {
    var status = stat()
    guard stat(leasePath(key), &status) == 0 else { return nil }
    return LeaseStamp(
      inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
  }

  /// Takes away a lease that was not renewed since it was seen; whoever asks next may have it.
  ///
  /// One process at a time does so: a second would remove the lease of whoever came after the first.
  func expire(_ key: Digest, seen stamp: LeaseStamp) throws(StoreError) {
    guard let turn = try Lease(at: "\(root)/leases/expiry", store: root) else { return }
    defer { turn.end() }
    if leaseStamp(key) == stamp { unlink(leasePath(key)) }
  }

  private func leasePath(_ key: Digest) -> String { "\(root)/leases/\(key.rawValue)" }
}
