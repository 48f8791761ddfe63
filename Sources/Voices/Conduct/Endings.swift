import Transport

/// Calls whose sound is not kept yet. They count as ended once it is: writing that down takes time, and a process that is killed
/// meanwhile has lost nothing it paid for.
public final class Endings: Sendable {
  private let waiting = Guarded<[@Sendable () -> Void]>([])

  public init() {}

  func add(_ tell: @escaping @Sendable () -> Void) { waiting.withLock { $0.append(tell) } }

  /// Tells them as ended.
  public func tell() {
    let all = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for tell in all { tell() }
  }
}
