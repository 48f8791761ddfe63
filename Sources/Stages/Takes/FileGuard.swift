import Foundation

/// Keeps two commands from changing what belongs to one file at the same time; it ends with the process at the latest.
public struct FileGuard: Sendable {
  private let descriptor: Int32

  public init(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    // A file system without locks leaves people to take turns themselves.
    if descriptor >= 0 { flock(descriptor, LOCK_EX) }
  }

  public func end() {
    if descriptor >= 0 { close(descriptor) }
  }
}
