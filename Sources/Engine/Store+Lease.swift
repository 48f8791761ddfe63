import Foundation

extension Store {
  /// A key held by this process while it makes what belongs to it, so that no other buys the same.
  ///
  /// The lock is the kernel's: it ends with the process that holds it, however that ends.
  struct Lease: Sendable {
    private let file: Int32
    private let path: String

    fileprivate init?(at path: String) {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard file >= 0 else { return nil }
      guard flock(file, LOCK_EX | LOCK_NB) == 0, Self.is(file, at: path) else {
        close(file)
        return nil
      }
      self.file = file
      self.path = path
    }

    /// Whoever held it before has removed its file: a lock on that is nobody's.
    private static func `is`(_ file: Int32, at path: String) -> Bool {
      var (held, named) = (stat(), stat())
      return fstat(file, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
        && held.st_dev == named.st_dev
    }

    /// Gives the key back.
    func end() {
      unlink(path)
      close(file)
    }
  }

  /// The lease of a key; nil while another process, or another step, holds it.
  func lease(_ key: Digest) -> Lease? { Lease(at: "\(root)/leases/\(key.rawValue)") }

  /// Whether leases can be had at all: a read-only store gives none, and can save nothing either.
  var givesLeases: Bool { access("\(root)/leases", W_OK) == 0 }
}
