import Foundation

/// A value only one thread touches at a time.
///
/// As `Locked` of the engine, on which transport does not depend.
///
/// Over `NSLock`: the standard library's `Mutex` gives false reports under the thread sanitizer on Linux.
package final class Guarded<Value>: @unchecked Sendable {  // every access holds the lock
  private let lock = NSLock()
  private var value: Value

  package init(_ value: sending Value) { self.value = value }

  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
