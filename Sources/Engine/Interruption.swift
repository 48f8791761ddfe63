/// A wish to stop: what is in flight is let finish and is kept, nothing new starts.
public final class Interruption: Sendable {
  private let requested = Locked(false)

  public init() {}

  public var isRequested: Bool { requested.withLock { $0 } }
  public func request() { requested.withLock { $0 = true } }
}
