import Foundation
import Testing

@testable import Engine

@Suite struct WorkerTests {
  /// Blocks its thread until it is let go.
  struct Block: Stage {
    static let name = "block"
    static let version = 1
    var gate: Unkeyed<DispatchSemaphore>
    func run(_ number: Int, in workspace: Workspace) async throws -> Int {
      gate.value.wait()
      return number
    }
  }

  /// A paid call that lets the others go when it is answered.
  struct Answer: Stage {
    static let name = "answer"
    static let version = 1
    static let effect = Effect.spends
    var gate: Unkeyed<DispatchSemaphore>
    func run(_ waiting: Int, in workspace: Workspace) async throws -> Int {
      try await Task.sleep(for: .milliseconds(50))
      for _ in 0..<waiting { gate.value.signal() }
      return waiting
    }
  }

  @Test func stagesThatBlockKeepNoAnswerWaiting() async throws {
    let toy = try Toy()
    let gate = DispatchSemaphore(value: 0)
    let many = 2 * ProcessInfo.processInfo.activeProcessorCount
    var graph = Graph()
    let numbers = graph.each(
      Block(gate: .init(gate)), graph.given(Array(0..<many)), label: "block")
    let answer = graph.add(Answer(gate: .init(gate)), graph.given(many), label: "answer")
    let outcome = try await graph.run(
      in: Workspace(store: toy.store), jobs: many + 1, journal: RecordingJournal())
    #expect(outcome.value(of: numbers)?.count == many)
    #expect(outcome.value(of: answer) == many)
  }
}
