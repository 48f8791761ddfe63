import Foundation

/// The store cannot do its work: where, why, and what helps.
public struct StoreError: Error, Hashable, CustomStringConvertible {
  public var path: String
  public var reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// What the system said last, in words that help.
  init(_ path: String, errno code: Int32) {
    self.path = path
    switch code {
    case ENOSPC, EDQUOT:
      reason = "there is no space left on its disk. Free some, or choose another --store."
    case EROFS, EACCES, EPERM:
      reason = "it cannot be written. Check its permissions, or choose another --store."
    default:
      reason = "\(String(cString: strerror(code))). Check the disk, or choose another --store."
    }
  }

  public var description: String { "The store at \(path) failed: \(reason)" }
}
