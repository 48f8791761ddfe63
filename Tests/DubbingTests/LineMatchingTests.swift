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

  @Test func aLineEditedInAFileOfAnotherFrameRateIsTheLineThatWasThere() {
    let old = lines((0..<1200).map { "line \($0)" })
    var new = old.map { line in
      func scaled(_ time: Time) -> Time { Time(seconds: time.milliseconds / 1000 * 25 / 23.976) }
      return Segment(
        cue: line.phrases[0].cue,
        slot: Slot(start: scaled(line.slot.start), end: scaled(line.slot.end)), text: line.text)
    }
    new[1190].text = "another"
    let matching = LineMatching(from: old, to: new)
    #expect(matching.added.isEmpty && matching.removed.isEmpty)
    #expect(matching.pairs.allSatisfy { $0.old == $0.new })
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

  private let repeated = LineMatchingTests().lines(["a", "Sí.", "b", "Sí.", "c"])

  private func choice(_ index: Int) -> TakeChoice {
    TakeChoice(
      .recording("mine.wav"), for: repeated[index],
      occurrence: MatchedChoices.occurrence(of: index, in: repeated))
  }

  @Test func aChoiceForARepeatedTextStaysWhereItWasWhenAnEqualLineIsAddedBefore() {
    let first = Segment(cue: 9, slot: Slot(start: .zero, end: Time(seconds: 0.4)), text: "Sí.")
    let found = MatchedChoices([choice(3)], in: [first] + repeated)
    #expect(found.bySegment.keys.sorted() == [4] && found.stale.isEmpty && found.unsure.isEmpty)
  }

  @Test func aChoiceForARepeatedTextIsNoOtherWhenTheFirstIsRemoved() {
    let after = [repeated[0]] + repeated[2...]
    let found = MatchedChoices([choice(3)], in: after)
    #expect(found.bySegment.keys.sorted() == [2] && found.stale.isEmpty && found.lost.isEmpty)
    let both = MatchedChoices([choice(1), choice(3)], in: after)
    #expect(both.bySegment[2] == choice(3) && both.lost == [choice(1)])
  }

  @Test func choicesForARepeatedTextFollowAShiftOfTheFile() {
    let anchor = TakeChoice(.pick(2), for: repeated[0], occurrence: 1)
    var late = LineMatchingTests().lines(repeated.map(\.text), from: 4)
    late.insert(
      Segment(cue: 9, slot: Slot(start: .zero, end: Time(seconds: 1)), text: "Sí."), at: 0)
    let found = MatchedChoices([anchor, choice(1), choice(3)], in: late)
    #expect(found.bySegment[2] == choice(1) && found.bySegment[4] == choice(3))
  }

  @Test func whereNoTimeTellsRepeatedTextsApartTheirOrderDoesAndIsTold() {
    let found = MatchedChoices(
      [choice(3)], in: LineMatchingTests().lines(repeated.map(\.text), from: 300))
    #expect(found.bySegment[3] == choice(3) && found.unsure == [3])
  }
}
