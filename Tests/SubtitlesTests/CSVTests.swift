import Dubbing
import Testing

@testable import Subtitles

@Suite struct CSVTests {
  @Test func aHeadingNamesTheColumns() throws {
    let script = try read(
      "Character,In,Out,Notes,Translation\nAna,1.5,00:00:02.750,x,\"Hello, \"\"you\"\"\nthere\"\n"
        + ",3,4,,=SUM(A1)\n", "a.csv")
    #expect(
      script.cues == [
        cue(1500, 2750, "Hello, \"you\"\nthere", "Ana"), cue(3000, 4000, "=SUM(A1)"),
      ])
    #expect(script.lines == [2, 4])
  }

  @Test func withoutAHeadingTheOrderIsFixed() throws {
    #expect(try read("1,2,Ana,Hi\n", "a.csv").cues == [cue(1000, 2000, "Hi", "Ana")])
    #expect(try read("1\t2\tHi, you\n", "a.tsv").cues == [cue(1000, 2000, "Hi, you")])
    #expect(try read("00:00:01,5;00:00:02;Hi\n", "a.csv").cues == [cue(1500, 2000, "Hi")])
  }

  @Test func framesNeedARate() throws {
    let text = "start,end,text\n00:00:01:12,00:00:02:00,A\n"
    #expect { try read(text, "a.csv") } throws: { "\($0)".contains("fps") }
    let script = try read(text, "a.csv", .init(framesPerSecond: FrameRate(24)))
    #expect(script.cues == [cue(1500, 2000, "A")])
  }

  @Test(arguments: ["1,2,Ana,Hi, you\n", "1,2,Ana,Hi\nsoon,3,,A\n", "1,2\n"])
  func aRowThatDoesNotFitIsRefused(_ text: String) {
    #expect(throws: SubtitleError.self) { try read(text, "a.csv") }
  }
}

@Suite struct SBVTests {
  @Test func aPlainFileIsRead() throws {
    let script = try read(
      "0:00:01.500,0:00:02.750\nOne[br]two\n\n0:00:03.000,0:00:04.000\nB\n", "a.sbv")
    #expect(script.cues == [cue(1500, 2750, "One\ntwo"), cue(3000, 4000, "B")])
    #expect(script.lines == [1, 4])
    #expect(script.format == "SBV")
  }

  @Test func textWithoutTimingsIsRefused() {
    #expect { try read("Hello\n", "a.sbv") } throws: { "\($0)".contains("is not an SBV file") }
  }
}
