import Foundation
import Testing

@testable import Engine

/// What a rerun makes, asserted as the list of steps that ran.
@Suite struct RerunTests {
  let all = ["deliver", "join", "read", "say/1", "say/2", "say/3"]

  @Test func aSecondRunMakesNothing() async throws {
    let toy = try Toy()
    #expect(try await toy.run("a\nb\nc") == all)
    #expect(try await toy.run("a\nb\nc") == [])
    #expect(toy.delivered == "a at 1|b at 1|c at 1")
  }

  @Test func anEditedLineIsSaidAloneAndItsUndoSaysNothing() async throws {
    let toy = try Toy()
    try await toy.run("a\nb\nc")
    #expect(try await toy.run("a\nB\nc") == ["deliver", "join", "read", "say/2"])
    #expect(try await toy.run("a\nb\nc") == ["deliver"])
    #expect(toy.delivered == "a at 1|b at 1|c at 1")
  }

  @Test func anEqualResultUpstreamStopsTheRun() async throws {
    let toy = try Toy()
    try await toy.run("a\nb\nc")
    #expect(try await toy.run("a  \nb\nc") == ["read"])
  }

  @Test func aLineInsertedInTheMiddleIsSaidAlone() async throws {
    let toy = try Toy()
    try await toy.run("a\nb\nc")
    #expect(try await toy.run("a\nx\nb\nc") == ["deliver", "join", "read", "say/2"])
  }

  @Test(arguments: [1, 8]) func equalLinesAreSaidOnce(jobs: Int) async throws {
    let toy = try Toy()
    let world = World(delay: .milliseconds(5))
    let script = Array(repeating: "same", count: 20).joined(separator: "\n")
    try await toy.run(script, say: Say(world: .init(world)), jobs: jobs)
    #expect(world.said == ["same"])
  }

  @Test func aParameterIsPartOfTheKeyAndAnUnkeyedOneIsNot() async throws {
    let toy = try Toy()
    try await toy.run("a", say: Say(world: .init(World())))
    #expect(try await toy.run("a", say: Say(world: .init(World()))) == [])
    #expect(try await toy.run("a", say: Say(volume: 2)) == ["deliver", "join", "say/1"])
  }

  @Test func theNumberOfJobsDoesNotMatter() async throws {
    let script = (1...40).map(String.init).joined(separator: "\n")
    let (one, eight) = (try Toy(), try Toy())
    try await one.run(script, jobs: 1)
    try await eight.run(script, jobs: 8)
    #expect(one.delivered == eight.delivered)
  }

  @Test func noMoreThanTheJobsRunAtOnce() async throws {
    let toy = try Toy()
    let running = Locked((now: 0, most: 0))
    struct Count: Stage {
      static let name = "count"
      static let version = 1
      var running: Unkeyed<Locked<(now: Int, most: Int)>>
      func run(_ number: Int, in workspace: Workspace) async throws -> Int {
        running.value.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        try await Task.sleep(for: .milliseconds(3))
        running.value.withLock { $0.now -= 1 }
        return number
      }
    }
    var graph = Graph()
    let lists = [graph.given(Array(0..<20)), graph.given(Array(20..<40))]
    for (index, list) in lists.enumerated() {
      _ = graph.each(Count(running: .init(running)), list, label: "count\(index)")
    }
    _ = try await graph.run(
      in: Workspace(store: toy.store), jobs: 3, journal: RecordingJournal())
    #expect(running.withLock { $0.most } == 3)
  }

  @Test func aRemovedDeliveryIsMadeAgainFromTheStore() async throws {
    let toy = try Toy()
    try await toy.run("a\nb\nc")
    try FileManager.default.removeItem(atPath: toy.output)
    #expect(try await toy.run("a\nb\nc") == ["deliver"])
  }
}
