import Foundation

/// A pipeline as data. A node can be named only after it was added, so a graph has no cycle.
public struct Graph: Sendable {
  /// A place in the graph that will hold a value of one type.
  public struct Node<Value: Sendable>: Hashable, Sendable {
    let index: Int
  }

  struct Vertex: Sendable {
    let needs: [Int]
    /// nil for what is given and for views.
    let label: String?
    let work: @Sendable (Values, Execution) async throws -> (any Sendable)?
  }

  private(set) var vertices: [Vertex] = []

  public init() {}

  /// A value known beforehand.
  public mutating func given<Value: Artifact>(_ value: Value) -> Node<Value> {
    append([]) { _, _ in value }
  }

  /// A stage run once.
  public mutating func add<S: Stage, each Part: Artifact>(
    _ stage: S, _ needs: repeat Node<each Part>, label: String
  ) -> Node<S.Output> where S.Input == (repeat each Part) {
    append(indices(repeat each needs), label: label) { values, execution in
      let parts = (repeat values[each needs])
      return try await execution.checkpoint(
        stage, label: label, inputs: Self.encoded(repeat each parts)
      ) { (repeat each parts) }
    }
  }

  /// A stage run for every element, a checkpoint each. Equal elements are made once.
  ///
  /// `names` gives each element's part of its label; without it they are numbered from 1.
  public mutating func each<S: Stage>(
    _ stage: S, _ list: Node<[S.Input]>, label: String, names: Node<[String]>? = nil
  ) -> Node<[S.Output]> where S.Input: Artifact {
    let needs = [list.index] + (names.map { [$0.index] } ?? [])
    let index = vertices.count
    return append(needs, label: label) { values, execution in
      let elements = values[list]
      let given = names.map { values[$0] }
      let labels = elements.indices.map { "\(label)/\(given?[$0] ?? "\($0 + 1)")" }
      execution.expect(label: label, count: elements.count)
      let stays = elements.map { stage.stay(for: $0) }
      let stay = stays.contains(.service) ? Stay.service : .processor
      let outputs = try await execution.map(elements.count, stay: stay) { i in
        try await execution.checkpoint(
          stage, label: labels[i], inputs: [Recipe.encode(elements[i])]
        ) { elements[i] }
      }
      execution.hold(outputs, for: index)
      let complete = outputs.compactMap { $0 }
      return complete.count == outputs.count ? complete : nil
    }
  }

  /// Another view of values that are there: free, no step, no checkpoint.
  public mutating func pick<Value: Artifact, each Part: Sendable>(
    _ needs: repeat Node<each Part>,
    view: @escaping @Sendable (repeat each Part) throws -> Value
  ) -> Node<Value> {
    append(indices(repeat each needs)) { values, _ in try view(repeat values[each needs]) }
  }

  /// The values of several nodes as one list.
  public mutating func gather<Value: Artifact>(_ nodes: [Node<Value>]) -> Node<[Value]> {
    append(nodes.map(\.index)) { values, _ in nodes.map { values[$0] } }
  }

  private mutating func append<Value>(
    _ needs: [Int], label: String? = nil,
    _ work: @escaping @Sendable (Values, Execution) async throws -> Value?
  ) -> Node<Value> where Value: Sendable {
    vertices.append(Vertex(needs: needs, label: label, work: work))
    return Node(index: vertices.count - 1)
  }

  private func indices<each Part>(_ nodes: repeat Node<each Part>) -> [Int] {
    var list: [Int] = []
    for node in repeat each nodes { list.append(node.index) }
    return list
  }

  private static func encoded<each Part: Artifact>(_ parts: repeat each Part) throws -> [Data] {
    var list: [Data] = []
    for part in repeat each parts { list.append(try Recipe.encode(part)) }
    return list
  }

  /// The vertices some nodes need, themselves included.
  func ancestors(of goals: [Int]) -> Set<Int> {
    var wanted = Set(goals)
    for index in vertices.indices.reversed() where wanted.contains(index) {
      wanted.formUnion(vertices[index].needs)
    }
    return wanted
  }
}

/// What is known so far in a run.
struct Values: Sendable {
  private var known: [Int: any Sendable] = [:]

  /// The value of a node that is known: a vertex starts only when all it needs are.
  subscript<Value>(node: Graph.Node<Value>) -> Value {
    guard let value = known[node.index] as? Value else {
      preconditionFailure("vertex \(node.index) was started before what it needs")
    }
    return value
  }

  func value<Value>(_ node: Graph.Node<Value>) -> Value? { known[node.index] as? Value }
  func knows(_ indices: [Int]) -> Bool { indices.allSatisfy { known[$0] != nil } }
  mutating func set(_ value: any Sendable, for index: Int) { known[index] = value }
}
