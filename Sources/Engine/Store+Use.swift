import Foundation

/// That a run is going on in a store: what it has used is not pruned while this lives.
///
/// A file with a lock of the kernel's, which ends with the process however that ends; its time is when the run began.
final class StoreUse: Sendable {
  private let file: Int32
  private let path: String

  init?(of store: Store) {
    path = "\(store.root)/uses/\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { return nil }
    flock(file, LOCK_SH)
  }

  deinit {
    guard file >= 0 else { return }
    unlink(path)
    close(file)
  }
}

extension Store {
  /// A result's time of use is written down once it is older than this.
  static let useStep: TimeInterval = 60

  /// When the oldest run that is still going on began, as far as uses are written down; nil while none is.
  ///
  /// Files of runs that are no more are removed.
  func oldestUse() -> Date? {
    let folder = "\(root)/uses"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var oldest: Date?
    for name in names {
      let path = "\(folder)/\(name)"
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { continue }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 {
        unlink(path)
      } else {
        let began = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec) - Self.useStep)
        oldest = min(oldest ?? began, began)
      }
    }
    return oldest
  }
}
