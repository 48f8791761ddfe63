import Testing

@testable import Dubbing

/// Lines are the same lines whatever their numbers and times.
@Suite struct LineMatchingTests {
  /// Lines of a second each, a second apart.
  func lines(_ texts: [String], from start: Double = 0) -> [Segment] {
    texts.enumerated().map { index, text in
      let at = start + Double(index) * 2
      return Segment(
        cue: index + 1, slot: Slot(start: Time(seconds: at), end: Time(seconds: at + 1)), text: text
      )
    }
  }

  func pairs(_ matching: LineMatching) -> [[Int]] { matching.pairs.map { [$0.old, $0.new] } }

  @Test func anEditedLineIsTheLineThatWasThere() {
    let matching = LineMatching(from: lines(["a", "b", "c"]), to: lines(["a", "x", "c"]))
    #expect(pairs(matching) == [[0, 0], [1, 1], [2, 2]])
  }

  @Test func aLineBetweenOthersIsAddedAndOneThatIsGoneIsRemoved() {
    var new = lines(["a", "b", "c", "d"])
    new.remove(at: 1)
    #expect(LineMatching(from: lines(["a", "b", "c", "d"]), to: new).removed == [1])
    #expect(LineMatching(from: new, to: lines(["a", "b", "c", "d"])).added == [1])
  }

  @Test func aFileThatWasShiftedIsTheSameAndItsEditIsFound() {
    let old = lines(["a", "b", "c", "d", "e"])
    let matching = LineMatching(from: old, to: lines(["a", "b", "x", "d", "e"], from: 30))
    #expect(matching.shift == Time(seconds: 30))
    #expect(pairs(matching) == (0..<5).map { [$0, $0] })
  }

  @Test func aRepeatedWordStaysWhereItWas() {
    let old = lines(["Yes.", "a", "Yes.", "b", "Yes."])
    var new = old
    new.remove(at: 0)
    let matching = LineMatching(from: old, to: new)
    #expect(matching.removed == [0])
    #expect(pairs(matching) == [[1, 0], [2, 1], [3, 2], [4, 3]])
  }

  @Test func tenThousandLinesWithAThousandEditsAreAllTold() {
    let texts = (0..<10_000).map { "line \($0)" }
    var edited = texts
    for index in stride(from: 0, to: 10_000, by: 10) { edited[index] = "other \(index)" }
    let matching = LineMatching(from: lines(texts), to: lines(edited, from: 0.4))
    #expect(matching.pairs.count == 10_000 && matching.added.isEmpty && matching.removed.isEmpty)
    #expect(matching.pairs.allSatisfy { $0.old == $0.new })
  }
}

/// A choice finds its line again, and no other.
@Suite struct MatchedChoicesTests {
  private let before = LineMatchingTests().lines([
    "The harbour is quiet.", "The sea is calm tonight.", "We go home.",
  ])

  private func found(in after: [Segment]) -> MatchedChoices {
    let lock = TakeChoice(.lock("key"), for: before[1], occurrence: 1)
    return MatchedChoices([lock], in: after)
  }

  @Test func aLockedLineIsFoundWithOtherWordsOrAtAnotherTime() {
    var after = before
    after[1].text = "It rains."
    #expect(found(in: after).stale == [1])
    after[1].text = "The sea is so calm tonight."
    let late = LineMatchingTests().lines(["New.", "Lines."] + after.map(\.text), from: 40)
    #expect(found(in: late).stale == [3])
    #expect(found(in: LineMatchingTests().lines(before.map(\.text), from: 9)).stale.isEmpty)
  }

  @Test func aLockOfARemovedLineIsLost() {
    #expect(found(in: [before[0], before[2]]).lost.count == 1)
    let renumbered = Segment(cue: 2, slot: before[2].slot, text: before[2].text)
    #expect(found(in: [before[0], renumbered]).lost.count == 1)
  }
}
