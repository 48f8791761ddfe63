import Foundation
import Testing

@testable import Engine

@Suite struct PlanTests {
  @Test func aPlanRunsWhatIsFreeAndStopsBeforeMoney() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    try FileManager.default.removeItem(atPath: toy.output)
    let world = World()
    let pipeline = Toy.Pipeline("a\nB\nc", say: Say(world: .init(world)), output: toy.output)
    let journal = RecordingJournal()
    let plan = try await pipeline.graph.plan(
      in: Workspace(store: toy.store), jobs: 4, journal: journal)
    #expect(journal.made == ["read"])
    #expect(world.said == [])
    #expect(plan.elements(of: pipeline.said)?.map { $0 == nil } == [false, true, true])
    #expect(plan.value(of: pipeline.said) == nil)
    #expect(plan.value(of: pipeline.joined) == nil)
  }

  @Test func aPlanOfWhatIsThereKnowsTheResultAndDeliversNothing() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    try FileManager.default.removeItem(atPath: toy.output)
    let pipeline = Toy.Pipeline("a\nb", output: toy.output)
    let plan = try await pipeline.graph.plan(
      in: Workspace(store: toy.store), jobs: 4, journal: RecordingJournal())
    #expect(plan.value(of: pipeline.joined) == "a at 1|b at 1")
    #expect(plan.value(of: pipeline.delivered) == nil)
    #expect(toy.delivered == nil)
  }

  @Test func aRunWalksOnlyWhatItsGoalNeeds() async throws {
    let toy = try Toy()
    let pipeline = Toy.Pipeline("a\nb", output: toy.output)
    let journal = RecordingJournal()
    _ = try await pipeline.graph.run(
      in: Workspace(store: toy.store), jobs: 4, goals: [pipeline.said.goal], journal: journal)
    #expect(journal.made.sorted() == ["read", "say/1", "say/2"])
  }
}

@Suite struct ExplainTests {
  @Test func theDifferenceOfTwoRecipesNamesWhatChanged() async throws {
    let toy = try Toy()
    let journal = RecordingJournal()
    var record = RunRecord()
    for script in ["a\nb", "a\nB"] {
      let pipeline = Toy.Pipeline(script, output: toy.output)
      _ = try await pipeline.graph.run(
        in: Workspace(store: toy.store), jobs: 1, journal: journal)
    }
    record.update(with: journal.events)
    let entry = try #require(record.steps["say/2"])
    let before = toy.store.recipe(stage: "say", key: try #require(entry.previous))
    let after = toy.store.recipe(stage: "say", key: entry.key)
    #expect(
      differences(from: before, to: after)
        == [RecipeDifference(path: "inputs[0]", before: "b", after: "B")])
    #expect(record.steps["say/1"]?.previous == nil)
  }

  @Test func aRecordSurvivesTheDisk() async throws {
    let toy = try Toy()
    var record = RunRecord()
    let step = Step(label: "x", stage: "say")
    record.update(with: [.made(step, key: Digest(of: Data("1".utf8)))])
    record.update(with: [.made(step, key: Digest(of: Data("2".utf8)))])
    record.update(with: [.kept(step, key: Digest(of: Data("2".utf8)))])
    try record.save(as: "/films/a.yaml", in: toy.store)
    let read = RunRecord(of: "/films/a.yaml", in: toy.store)
    #expect(read.steps == record.steps)
    #expect(read.steps["x"]?.made == false)
    #expect(read.steps["x"]?.previous == Digest(of: Data("1".utf8)))
    #expect(RunRecord(of: "/films/b.yaml", in: toy.store).steps.isEmpty)
  }
}

@Suite struct PruneTests {
  @Test func pruningKeepsWhatWasUsedAndWhatItNames() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    let old = Date(timeIntervalSinceNow: -90 * 86_400)
    for file in toy.files("results") + toy.files("blobs") {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
    }
    try await toy.run("a")  // touches what it uses
    var rules = PruneRules()
    rules.unusedSince = Date(timeIntervalSinceNow: -30 * 86_400)
    let dry = try toy.store.prune(rules, mode: .dryRun)
    let wet = try toy.store.prune(rules, mode: .remove)
    #expect(dry == wet)
    #expect(wet.blobs == 1)
    #expect(try await toy.run("a") == [])
    #expect(try await toy.run("a\nb").contains("say/2"))
  }

  /// Everything in the store, as if nobody had used it for long.
  func age(_ toy: Toy) throws {
    let old = Date(timeIntervalSinceNow: -90 * 86_400)
    for file in toy.files("results") + toy.files("blobs") {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
    }
  }

  @Test func whatWasPaidForStays() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    try age(toy)
    var rules = PruneRules()
    rules.unusedSince = Date()
    rules.spares = { stage, _ in stage == Say.name }
    let pruned = try toy.store.prune(rules, mode: .remove)
    #expect(pruned.spared == 2 && pruned.results == 3 && pruned.blobs == 0)
    #expect(try await toy.run("a\nb").contains("say/1") == false)
  }

  @Test func whatARunHasUsedIsNotPrunedUnderIt() async throws {
    let toy = try Toy()
    try await toy.run("a")
    try age(toy)
    var rules = PruneRules()
    rules.unusedSince = Date()
    do {
      let running = Workspace(store: toy.store)
      try await toy.run("a")
      let during = try withExtendedLifetime(running) {
        try toy.store.prune(rules, mode: .remove)
      }
      #expect(during.results == 0 && during.blobs == 0)
    }
    try age(toy)
    #expect(try toy.store.prune(rules, mode: .remove).blobs == 1)
  }

  @Test func whatNoPipelineReachesGoes() async throws {
    let toy = try Toy()
    let journal = RecordingJournal()
    let pipeline = Toy.Pipeline("a\nb", output: toy.output)
    _ = try await pipeline.graph.run(
      in: Workspace(store: toy.store), jobs: 1, journal: journal)
    var record = RunRecord()
    record.update(with: journal.events)
    try record.save(as: "/films/a.yaml", in: toy.store)
    try await toy.run("c")
    try age(toy)
    var rules = PruneRules()
    rules.unreached = true
    let pruned = try toy.store.prune(rules, mode: .remove)
    #expect(pruned.results == 4 && pruned.blobs == 1, "\(pruned)")
    #expect(try await toy.run("a\nb") == ["deliver"])
  }

  @Test func theStoreIsBroughtToASizeOldestFirst() async throws {
    let toy = try Toy()
    for (days, line) in [(90, "a"), (60, "b"), (1, "c")] {
      try await toy.run(line)
      for file in toy.files("results") + toy.files("blobs") {
        let age = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
        guard (age as? Date).map({ $0.timeIntervalSinceNow > -3600 }) == true else { continue }
        let date = Date(timeIntervalSinceNow: -Double(days) * 86_400)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
      }
    }
    var rules = PruneRules()
    let all = try toy.store.prune(rules, mode: .dryRun).left
    rules.mostBytes = all - 10
    let pruned = try toy.store.prune(rules, mode: .remove)
    #expect(pruned.left <= all - 10 && pruned.left > 0 && pruned.results > 0)
    #expect(try await toy.run("c") == [])
  }

  @Test func verifyNamesWhatIsDamagedAndRepairsIt() async throws {
    let toy = try Toy()
    try await toy.run("a\nb")
    #expect(try toy.store.verify(.look, unsealed: ["say"]).damaged.isEmpty)
    for kind in ["blobs", "results/join"] {
      let file = URL(fileURLWithPath: try #require(toy.files(kind).first))
      var bytes = try Data(contentsOf: file)
      bytes[2] ^= 1
      try bytes.write(to: file)
    }
    let found = try toy.store.verify(.repair, unsealed: ["say"])
    // The blob, the result that names it, and the other result.
    #expect(found.damaged.count == 3, "\(found.damaged)")
    #expect(try toy.store.verify(.look, unsealed: ["say"]).damaged.isEmpty)
    #expect(try await toy.run("a\nb").count == 2)
  }

  @Test func verifyAndReadingAgreeOnAHurtSeal() async throws {
    let toy = try Toy()
    try await toy.run("a")
    for kind in ["results/join", "results/say"] {
      let file = URL(fileURLWithPath: try #require(toy.files(kind).first))
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing(",\"sha256\"", with: ",\"sha257\"").utf8).write(to: file)
    }
    let found = try toy.store.verify(.look, unsealed: ["say"])
    #expect(found.damaged.map { $0.path.contains("results/join") } == [true])
    #expect(try await toy.run("a") == ["join"])
  }
}
