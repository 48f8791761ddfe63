/// Told whatever happens in a run, in order, from any thread.
public protocol Journal: Sendable {
  func record(_ event: Event)
  /// Something a person should know while the run goes on.
  func notice(_ sentence: String)
}

extension Journal {
  public func notice(_ sentence: String) {}
}

/// One step of a run, as people name it: `es/speak/17`.
public struct Step: Hashable, Sendable {
  public var label: String
  /// The stage's name.
  public var stage: String

  /// The step whose work the current task is part of.
  @TaskLocal public static var current: Step?
}

/// What happened.
public enum Event: Sendable {
  /// So many steps of this stage are to come under this label.
  case expected(label: String, count: Int)
  case started(Step)
  /// Its output was in the store.
  case kept(Step, key: Digest)
  case made(Step, key: Digest)
  /// Without a key where it failed before it had one.
  case failed(Step, any Error, key: Digest?)
  /// What the store had of it is not what was written there; it is made again.
  case damaged(Step)
}

/// Remembers every event; for tests and for counting.
public final class RecordingJournal: Journal {
  private let list = Locked<[Event]>([])
  private let sentences = Locked<[String]>([])

  public init() {}

  public var events: [Event] { list.withLock { $0 } }
  public var notices: [String] { sentences.withLock { $0 } }
  public func record(_ event: Event) { list.withLock { $0.append(event) } }
  public func notice(_ sentence: String) { sentences.withLock { $0.append(sentence) } }

  /// Labels of the steps that were made, in order.
  public var made: [String] {
    events.compactMap { if case .made(let step, _) = $0 { step.label } else { nil } }
  }

  /// Labels of the steps that were kept, in order.
  public var kept: [String] {
    events.compactMap { if case .kept(let step, _) = $0 { step.label } else { nil } }
  }
}
