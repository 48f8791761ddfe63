import Foundation
import Testing

@testable import Engine

/// After a failure or an interruption nothing new starts, and nothing finished is lost.
@Suite struct FailureTests {
  @Test func whatIsInFlightIsLetFinishAndKept() async throws {
    let toy = try Toy()
    let world = World(delay: .milliseconds(200), refused: ["b"], amid: 3)
    await #expect(throws: RunFailure.self) {
      try await toy.run("a\nb\nc\nd\ne\nf", say: Say(world: .init(world)), jobs: 3)
    }
    #expect(world.said.sorted() == ["a", "c"])
    let repaired = World()
    try await toy.run("a\nb\nc\nd\ne\nf", say: Say(world: .init(repaired)))
    #expect(repaired.said.sorted() == ["b", "d", "e", "f"])
  }

  @Test func aFailureNamesItsStep() async throws {
    let toy = try Toy()
    let world = World(refused: ["b"])
    let failure = await #expect(throws: RunFailure.self) {
      try await toy.run("a\nb", say: Say(world: .init(world)), jobs: 1)
    }
    #expect(failure?.failures.map(\.step.label) == ["say/2"])
    #expect(toy.delivered == nil)
  }

  @Test func anInterruptionKeepsWhatIsInFlight() async throws {
    let toy = try Toy()
    let interruption = Interruption()
    let world = World(delay: .milliseconds(5)) { if $0 == "b" { interruption.request() } }
    await #expect(throws: Interrupted.self) {
      try await toy.run(
        "a\nb\nc\nd", say: Say(world: .init(world)), jobs: 1, interruption: interruption)
    }
    #expect(world.said == ["a", "b"])
    let later = World()
    try await toy.run("a\nb\nc\nd", say: Say(world: .init(later)), jobs: 1)
    #expect(later.said == ["c", "d"])
  }
}
