/// What a run or a plan found out.
public struct Outcome: Sendable {
  let values: Values
  let execution: Execution

  /// The value of a node; nil where it is not known, as behind lines a plan did not speak.
  public func value<Value>(of node: Graph.Node<Value>) -> Value? { values.value(node) }

  /// The elements of an `each`, those known.
  public func elements<Value>(of node: Graph.Node<[Value]>) -> [Value?]? {
    execution.elements(of: node.index)
  }
}

extension Graph {
  /// Makes what is missing.
  ///
  /// Every vertex whose needs are met starts, at most `jobs` stages at once. After a failure, or when `interruption` asks for
  /// it, nothing new starts, and what is in flight is let finish and is kept: it may already be paid for.
  public func run(
    in workspace: Workspace, jobs: Int, goals: [Int]? = nil, journal: any Journal,
    interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let execution = Execution(
      workspace, jobs: jobs, mode: .run, journal: journal, interruption: interruption)
    return try await walk(execution, goals: goals)
  }

  /// Runs what is free, and stops before every stage that spends or delivers and has no result yet.
  public func plan(
    in workspace: Workspace, jobs: Int, goals: [Int]? = nil, journal: any Journal,
    interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let execution = Execution(
      workspace, jobs: jobs, mode: .plan, journal: journal, interruption: interruption)
    return try await walk(execution, goals: goals)
  }

  /// While there is more to do, start what is ready; then wait for one to finish; then look again.
  private func walk(_ execution: Execution, goals: [Int]?) async throws -> Outcome {
    var waiting = goals.map { ancestors(of: $0).sorted() } ?? Array(vertices.indices)
    var values = Values()
    try await withThrowingTaskGroup(of: (Int, (any Sendable)?).self) { group in
      repeat {
        let ready = waiting.filter { values.knows(vertices[$0].needs) }
        waiting.removeAll { values.knows(vertices[$0].needs) }
        for index in ready {
          let (vertex, known) = (vertices[index], values)
          group.addTask {
            (index, await execution.attempt { try await vertex.work(known, execution) })
          }
        }
        guard let (index, value) = try await group.next() else { return }
        if let value { values.set(value, for: index) }
      } while true
    }
    try execution.conclude()
    return Outcome(values: values, execution: execution)
  }
}

extension Graph.Node {
  /// The node as a goal of a run.
  public var goal: Int { index }
}
