import Dubbing
import Testing

@Suite struct TimeTests {
  @Test func millisecondsAreExact() {
    #expect(Time(milliseconds: 1_234).samples == 59_232)
    #expect(Time(samples: 59_232).milliseconds == 1_234)
  }

  @Test func aTimeReadsAsPeopleWriteIt() {
    #expect("\(Time(milliseconds: 3_723_456))" == "1:02:03.456")
    #expect("\(Time(milliseconds: -1_500))" == "-0:00:01.500")
  }
}

@Suite struct ShortestTagTests {
  @Test func aThreeLetterCodeHasAShorterOne() {
    #expect(Language("eng").shortest == "en")
    #expect(Language("deu").shortest == "de")
    #expect(Language("pt-BR").shortest == "pt")
  }
}
