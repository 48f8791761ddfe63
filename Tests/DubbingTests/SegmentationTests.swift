import Testing

@testable import Dubbing

@Suite struct SegmentationTests {
  func cue(_ start: Int, _ end: Int, _ text: String, _ speaker: String? = nil) -> Cue {
    Cue(
      start: Time(milliseconds: start), end: Time(milliseconds: end), text: text, speaker: speaker)
  }

  func formed(_ cues: [Cue], pictureEnd: Int = 60_000) -> ([Segment], [UnspokenCue]) {
    formSegments(of: cues, mode: .cue, language: "en", pictureEnd: Time(milliseconds: pictureEnd))
  }

  @Test func cuesAreNumberedInOrderOfTheirTimes() {
    let (segments, _) = formed([cue(5000, 6000, "two"), cue(1000, 2000, "one")])
    #expect(segments.map(\.text) == ["one", "two"])
    #expect(segments.map(\.label) == ["1", "2"])
  }

  @Test func cuesOfOneTimeKeepTheirOrder() {
    let (segments, _) = formed([cue(1000, 2000, "one"), cue(1000, 2000, "two")])
    #expect(segments.map(\.text) == ["one", "two"])
  }

  @Test func whatIsNotSpokenKeepsItsNumber() {
    let (segments, unspoken) = formed([
      cue(0, 900, "[rain]"), cue(1000, 2000, "Hello"), cue(3000, 4000, "♪ La ♪"),
      cue(5000, 6000, "..."),
    ])
    #expect(segments.map(\.label) == ["2"])
    #expect(
      unspoken == [
        UnspokenCue(cue: 1, reason: .soundDescription), UnspokenCue(cue: 3, reason: .music),
        UnspokenCue(cue: 4, reason: .empty),
      ])
  }

  @Test(arguments: [(1000, 1000), (1000, 500)])
  func aCueWithoutLengthLastsAsLongAsItsTextOrToTheNext(start: Int, end: Int) {
    let (alone, _) = formed([cue(start, end, "Twenty-nine characters long.!")])
    #expect(alone[0].slot.length == Time(seconds: 2))
    let (followed, _) = formed([
      cue(start, end, "Twenty-nine characters long.!"), cue(1700, 2000, "next"),
    ])
    #expect(followed[0].slot.end == Time(milliseconds: 1700))
  }

  @Test func aSlotIsNeverEmptyAndNeverBeforeThePicture() {
    let (segments, _) = formed([
      cue(-500, 900, "before"), cue(1000, 1000, "a"), cue(1001, 1000, "b"), cue(-9, -3, "c"),
    ])
    #expect(segments.count == 4)
    #expect(segments.allSatisfy { $0.slot.start >= .zero && $0.slot.length > .zero })
  }

  @Test func twoSpeakersShareASlotByTheirTexts() {
    let (segments, _) = formed([cue(1000, 5000, "- abc\n- abcabcabc")])
    #expect(segments.map(\.label) == ["1", "1.2"])
    #expect(segments[0].slot.end == Time(milliseconds: 2000))
    #expect(
      segments[1].slot == Slot(start: Time(milliseconds: 2000), end: Time(milliseconds: 5000)))
  }

  @Test func segmentsAreInOrderOfTheirSlots() {
    let (segments, _) = formed([cue(1000, 9000, "- abc\n- abc"), cue(2000, 3000, "between")])
    #expect(segments.map(\.label) == ["1", "2", "1.2"])
  }

  @Test func aCueAfterThePictureIsNotSpokenAndNamed() {
    let (segments, unspoken) = formed(
      [cue(1000, 2000, "in"), cue(4000, 5000, "out")], pictureEnd: 4000)
    #expect(segments.count == 1)
    #expect(unspoken == [UnspokenCue(cue: 2, reason: .afterPicture)])
  }

  @Test func theFormatsSpeakerCountsUnlessTheCueHasTwo() {
    let (segments, _) = formed([
      cue(0, 900, "Hello", "Ana"), cue(1000, 2000, "- Yes\n- BEN: No", "Ana"),
    ])
    #expect(segments.map(\.speaker) == ["Ana", "Ana", "BEN"])
  }

  @Test func namesAreLearnedFromTheWholeFile() {
    let cues = (0..<3).map { cue($0 * 1000, $0 * 1000 + 900, "Ana: Hello") }
    #expect(formed(cues).0.allSatisfy { $0.speaker == "Ana" && $0.text == "Hello" })
  }
}
