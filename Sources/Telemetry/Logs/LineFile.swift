import Engine
import Foundation

/// A file that lines are added to, each in one write, so that several runs may share it.
final class LineFile: Sendable {
  private let descriptor: Int32
  private let lost = Locked(0)

  /// - Parameter path: nil for stderr.
  init(_ path: String?) throws(TelemetryError) {
    guard let path else {
      descriptor = 2
      return
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TelemetryError(
        description: "\(path): the log cannot be written there. Check its folder, or log to `-`.")
    }
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  /// Lines that could not be written.
  var missing: Int { lost.withLock { $0 } }

  func write(_ line: String) {
    let bytes = Array(line.utf8)
    // Under the lock: two halves of lines must not meet where a write comes out short.
    lost.withLock { lost in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          lost += 1
          return
        }
        rest = rest.dropFirst(count)
      }
    }
  }
}
