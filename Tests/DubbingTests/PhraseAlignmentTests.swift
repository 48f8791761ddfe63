import Testing

@testable import Dubbing

@Suite struct PhraseAlignmentTests {
  /// Pauses given in milliseconds.
  func found(_ phrases: [String], _ pauses: [Range<Int>], speech: Int) -> [Range<Int>?] {
    let samples = { (ms: Range<Int>) in ms.lowerBound * 48..<ms.upperBound * 48 }
    return PhraseAlignment(
      phrases: phrases, pauses: pauses.map(samples), speech: 0..<speech * 48
    ).pauseAtBoundary.map { pause in
      pause.map { $0.lowerBound / 48..<$0.upperBound / 48 }
    }
  }

  @Test func thePauseNearestToTheShareOfTheTextIsTheBoundary() {
    #expect(
      found(["aaaa aaaa,", "bbbb bbbb."], [980..<1180], speech: 2200) == [980..<1180])
  }

  @Test func aBoundaryWithoutAPauseStaysUncut() {
    #expect(found(["aaaa aaaa", "bbbb bbbb."], [], speech: 2000) == [nil])
    #expect(found(["aaaa aaaa,", "bbbb bbbb."], [100..<220], speech: 2000) == [nil])
  }

  /// The comma inside the first phrase has the first pause; the boundary the second.
  @Test func aCommaInsideAPhraseKeepsItsOwnPause() {
    #expect(
      found(["aaaa aaaa, bbbb bbbb,", "cccc cccc."], [1000..<1200, 2200..<2400], speech: 3400)
        == [2200..<2400])
  }

  @Test func theClosureOfAStopIsNoBoundaryWhereTheTextHasNone() {
    #expect(found(["aaaa aaaa", "bbbb bbbb."], [980..<1090], speech: 2100) == [nil])
    #expect(found(["aaaa aaaa,", "bbbb bbbb."], [980..<1090], speech: 2100) == [980..<1090])
  }

  @Test func everyBoundaryFindsItsOwnPauseInOrder() {
    let phrases = (0..<5).map { _ in "aaaa aaaa," }
    let pauses = (1..<5).map { $0 * 1000 + ($0 - 1) * 200..<$0 * 1000 + $0 * 200 }
    #expect(found(phrases, pauses, speech: 5800) == pauses)
  }

  @Test func figuresCountAsWords() {
    #expect(found(["1999,", "aaaa aaaa aaaa aaaa."], [1000..<1200], speech: 2200) == [1000..<1200])
  }

  @Test func hostileTextIsLeftWhole() {
    let phrases = [String](repeating: String(repeating: "a, ", count: 400), count: 10)
    let pauses = (0..<1000).map { $0 * 300..<$0 * 300 + 200 }
    #expect(found(phrases, pauses, speech: 300_000).allSatisfy { $0 == nil })
    #expect(found(["", "", ""], [], speech: 0) == [nil, nil])
  }
}
