import Foundation
import Testing

@testable import Engine

/// What a prune must not take from a run that begins while it looks around.
@Suite struct PruneRaceTests {
  private func age(_ toy: Toy, _ kinds: String...) throws {
    let old = Date(timeIntervalSinceNow: -90 * 86_400)
    for path in kinds.flatMap(toy.files) {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
  }

  /// A prune in whose course, once it has seen the first result, something else happens.
  private func prune(_ toy: Toy, meanwhile: @escaping @Sendable () -> Void) throws -> Pruned {
    let isFirst = Locked(true)
    var rules = PruneRules()
    // Times of files are whole seconds: what is used now must be younger than the rule in any case.
    rules.unusedSince = Date(timeIntervalSinceNow: -3600)
    rules.spares = { _, _ in
      let first = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      if first { meanwhile() }
      return false
    }
    return try toy.store.prune(rules, mode: .remove)
  }

  @Test func whatARunFoundMeanwhileStays() async throws {
    let toy = try Toy()
    try await toy.run("a")
    try age(toy, "results", "blobs")
    let store = toy.store
    let files = toy.files("results")
    let pruned = try prune(toy) { for file in files { store.markUsed(file) } }
    #expect(pruned.results == 0 && pruned.blobs == 0)
    #expect(try await toy.run("a") == [])
  }

  @Test func bytesKeptOnceMoreAreYoungAgain() async throws {
    let toy = try Toy()
    try await toy.run("a")
    let loose = try toy.store.keep(Data("loose".utf8), kind: "txt", durability: .written)
    try age(toy, "blobs")
    let store = toy.store
    _ = try prune(toy) {
      _ = try? store.keep(Data("loose".utf8), kind: "txt", durability: .written)
    }
    #expect(store.holds(loose))
  }

  @Test func aTakeAndWhatItWasMadeOfAreSparedAsOne() async throws {
    let toy = try Toy()
    let sound = try toy.store.keep(Data("sound".utf8), kind: "txt", durability: .written)
    let recipe = try Recipe(Join(), inputs: [])
    try toy.store.save(sound, of: recipe, for: PackTests.Record.self, durability: .written)
    try toy.store.save(sound, of: recipe, for: Say.self, durability: .written)
    try age(toy, "results", "blobs")
    var rules = PruneRules()
    rules.unusedSince = Date()
    rules.spares = { _, _ in true }
    #expect(try toy.store.prune(rules, mode: .remove).spared == 1)
  }
}
