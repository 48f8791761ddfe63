import Foundation

/// One run in progress: checkpoints, the limit on what runs at once, and what went wrong.
final class Execution: Sendable {
  enum Mode: Sendable { case run, plan }

  private let workspace: Workspace
  private let mode: Mode
  private let jobs: Int
  let journal: any Journal
  private let interruption: Interruption
  private let desk: Desk
  private let failures = Locked<[StageFailure]>([])
  private let hasToldOfWaiting = Locked(false)
  private let lists = Locked<[Int: any Sendable]>([:])

  /// Steps that wait for services at once; how many calls a service gets is its account's limit.
  private static let mostAtServices = 32

  init(
    _ workspace: Workspace, jobs: Int, mode: Mode, journal: any Journal, interruption: Interruption
  ) {
    self.workspace = workspace
    self.mode = mode
    self.jobs = max(1, jobs)
    self.journal = journal
    self.interruption = interruption
    desk = Desk(places: self.jobs, atServices: Self.mostAtServices)
  }

  /// Returns the output the recipe names, running the stage only if the store lacks it; nil when a plan may not run it.
  func checkpoint<S: Stage>(
    _ stage: S, label: String, inputs: [Data], input: () -> S.Input
  ) async throws -> S.Output? {
    let step = Step(label: label, stage: S.name)
    let recipe = try Recipe(stage, inputs: inputs)
    let stay = stage.stay(for: input())
    try await desk.claim(recipe.key, at: stay)
    defer { desk.release(recipe.key, at: stay) }
    guard !isHalted else { throw Halted() }
    do {
      if let output = try await kept(stage, recipe, step) {
        journal.record(.kept(step, key: recipe.key))
        return output
      }
      if mode == .plan, S.effect != .none { return nil }
      return try await Step.$current.withValue(step) {
        guard S.effect == .spends else { return try await make(stage, recipe, step, input()) }
        return try await buy(stage, recipe, step, input())
      }
    } catch is NotBegun {
      throw Halted()
    } catch {
      throw fail(step, error, recipe.key)
    }
  }

  func kept<S: Stage>(_ stage: S, _ recipe: Recipe, _ step: Step) async throws
    -> S.Output?
  {
    switch workspace.store.result(of: recipe, for: S.self) {
    case .nothing: return nil
    case .damaged:
      journal.record(.damaged(step))
      return nil
    case .output(let output):
      return try await stage.stillHolds(output, in: workspace) ? output : nil
    }
  }

  func make<S: Stage>(_ stage: S, _ recipe: Recipe, _ step: Step, _ input: S.Input)
    async throws -> S.Output
  {
    journal.record(.started(step))
    let isPaid = S.effect == .spends
    let output =
      if isPaid {
        try await stage.run(input, in: workspace.paid { self.isHalted })
      } else {
        try await withTaskExecutorPreference(WorkerThreads.shared) {
          try await stage.run(input, in: workspace)
        }
      }
    try workspace.store.save(
      output, of: recipe, for: S.self, durability: isPaid ? .synced : .written)
    journal.record(.made(step, key: recipe.key))
    return output
  }

  var isHalted: Bool { interruption.isRequested || !failures.withLock(\.isEmpty) }

  var store: Store { workspace.store }

  var terms: LeaseTerms { store.terms }

  /// Tells a person, once a run, that another process is at a step.
  func tellOfWaiting(for step: Step) {
    let isFirst = hasToldOfWaiting.withLock { told in
      defer { told = true }
      return !told
    }
    if isFirst { journal.notice("Another run is at \(step.label); this one waits for it.") }
  }

  private func fail(_ step: Step, _ error: any Error, _ key: Digest?) -> Halted {
    journal.record(.failed(step, error, key: key))
    failures.withLock { $0.append(StageFailure(step: step, underlying: error)) }
    return Halted()
  }

  /// Runs a body for every index, `jobs` at a time, results in order; more at a time where they wait for services.
  func map<Output: Sendable>(
    _ count: Int, stay: Stay, _ body: @escaping @Sendable (Int) async throws -> Output?
  ) async throws -> [Output?] {
    var outputs = [Output?](repeating: nil, count: count)
    let width = stay == .service ? jobs + Self.mostAtServices : jobs
    try await withThrowingTaskGroup(of: (Int, Output?, Bool).self) { group in
      var next = 0
      var halted = false
      func startOne() {
        guard next < count, !halted else { return }
        let index = next
        next += 1
        // A throwing group would cancel its siblings, and a call in flight may be paid for.
        group.addTask {
          do { return (index, try await body(index), false) } catch { return (index, nil, true) }
        }
      }
      for _ in 0..<min(width, count) { startOne() }
      while let (index, output, failed) = try await group.next() {
        outputs[index] = output
        halted = halted || failed
        startOne()
      }
      if halted { throw Halted() }
    }
    return outputs
  }

  /// A vertex's value; nil when it is not known or the run has stopped.
  func attempt(_ body: () async throws -> (any Sendable)?) async -> (any Sendable)? {
    guard !isHalted else { return nil }
    do {
      return try await body()
    } catch is Halted {
      return nil
    } catch {
      _ = fail(Step(label: "graph", stage: "graph"), error, nil)
      return nil
    }
  }

  func expect(label: String, count: Int) { journal.record(.expected(label: label, count: count)) }

  func hold(_ outputs: some Sendable, for index: Int) { lists.withLock { $0[index] = outputs } }

  func elements<Value>(of index: Int) -> [Value?]? { lists.withLock { $0[index] } as? [Value?] }

  /// Ends the run: with the failures, as interrupted, or well.
  func conclude() throws {
    let failures = failures.withLock { $0 }
    if !failures.isEmpty {
      throw RunFailure(failures: failures.sorted { $0.step.label < $1.step.label })
    }
    if interruption.isRequested { throw Interrupted() }
  }
}

/// Thrown by a stage that saw the run stop before it had done anything that counts.
public struct NotBegun: Error {
  public init() {}
}

/// The run has stopped; the reason is recorded already.
struct Halted: Error {}
