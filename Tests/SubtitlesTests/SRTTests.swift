import Dubbing
import Testing

@testable import Subtitles

func read(_ text: String, _ name: String = "a.srt", _ options: SubtitleOptions = .init())
  throws(SubtitleError) -> Script
{
  try readSubtitles(Array(text.utf8), named: name, options: options)
}

func cue(_ start: Int, _ end: Int, _ text: String, _ speaker: String? = nil) -> Cue {
  Cue(
    start: Time(milliseconds: start), end: Time(milliseconds: end), text: text, speaker: speaker)
}

@Suite struct SRTTests {
  @Test func aPlainFileIsRead() throws {
    let script = try read(
      "1\n00:00:01,500 --> 00:00:02,750\nHello,\nworld.\n\n2\n01:00:00,000 --> 01:00:01,000\nBye\n")
    #expect(script.cues == [cue(1500, 2750, "Hello,\nworld."), cue(3_600_000, 3_601_000, "Bye")])
    #expect(script.lines == [2, 7])
    #expect(script.notices.isEmpty)
    #expect(script.format == "SubRip")
    #expect(script.encoding == "UTF-8")
  }

  @Test(arguments: [
    "00:00:01.500 --> 00:00:02.750", "0:0:1,5-->0:0:2,75", " 00:00:01:500 -> 00:00:02:750",
    "00: 00: 01, 500 -- > 00: 00: 02, 750", "000:00:01,500 --> 000:00:02,750 X1:10 X2:20",
    "00:01,500 --> 00:02,750", "00.00.01.500 --> 00.00.02.750",
  ])
  func timesAreReadAsPeopleWriteThem(_ timing: String) throws {
    #expect(try read("1\n\(timing)\nText\n").cues == [cue(1500, 2750, "Text")])
  }

  @Test(arguments: ["\r\n", "\r", "\n"])
  func anyLineEndWillDo(_ end: String) throws {
    let text = ["1", "00:00:01,000 --> 00:00:02,000", "A", "B", "", ""].joined(separator: end)
    #expect(try read(text).cues == [cue(1000, 2000, "A\nB")])
  }

  @Test func aMissingBlankLineIsNoticed() throws {
    let script = try read(
      "1\n00:00:01,000 --> 00:00:02,000\nA\n2\n00:00:03,000 --> 00:00:04,000\nB\n")
    #expect(script.cues.map(\.text) == ["A", "B"])
    #expect(script.notices.map(\.line) == [4])
  }

  @Test func missingAndDoubledNumbersDoNotMatter() throws {
    let script = try read(
      """
      00:00:01,000 --> 00:00:02,000
      A

      7
      00:00:03,000 --> 00:00:04,000
      B

      7
      00:00:05,000 --> 00:00:06,000
      1984
      """)
    #expect(script.cues.map(\.text) == ["A", "B", "1984"])
  }

  @Test func unsortedCuesAreSortedAndKeepTheirLines() throws {
    let script = try read(
      "1\n00:00:05,000 --> 00:00:06,000\nB\n\n2\n00:00:01,000 --> 00:00:02,000\nA\n")
    #expect(script.cues.map(\.text) == ["A", "B"])
    #expect(script.lines == [6, 2])
    #expect(script.notices.map(\.line) == [6])
  }

  @Test func blankLinesInsideACueAreSurvivedAndStrayTextIsNot() throws {
    let script = try read(
      """
      Made by nobody
      1
      00:00:01,000 --> 00:00:02,000

      A

      B


      not said
      """)
    #expect(script.cues.map(\.text) == ["A\nB"])
    #expect(script.notices.map(\.line) == [1, 4, 6, 10])
  }

  @Test func oddLengthsAreNoticed() throws {
    let script = try read(
      "00:00:05,000 --> 00:00:04,000\nB\n\n00:00:01,000 --> 00:00:01,000\nA\n\n"
        + "-00:00:01,000 --> 00:00:01,000\nZ\n")
    #expect(script.cues == [cue(0, 1000, "Z"), cue(1000, 1000, "A"), cue(5000, 5000, "B")])
    #expect(script.notices.count == 4)
  }

  @Test func markupGoesAndTextStays() throws {
    func said(_ text: String) throws -> String? {
      try read("1\n00:00:01,000 --> 00:00:02,000\n\(text)\n").cues.first?.text
    }
    #expect(try said("<i>Hi</i> <font color=\"#fff\">you</font>") == "Hi you")
    #expect(try said("{\\an8}Up {y:i}there\\Nnow\\hthen") == "Up there\nnow then")
    #expect(try said("a < b, <3, c > d") == "a < b, <3, c > d")
    #expect(try said("<Applause> {laughs}") == "<applause> {laughs}")
    #expect(try said("Tom &amp; Ana&nbsp;  go &unknown;") == "Tom & Ana go &unknown;")
  }

  @Test func editsOfWhiteSpaceGiveEqualCues() throws {
    let plain = try read("1\n00:00:01,000 --> 00:00:02,000\nOne two\nthree\n")
    let edited = try read(
      "\n 1 \n00:00:01,000  -->  00:00:02,000 \n  One \t two \nthree\u{A0}\n\n\n")
    #expect(plain.cues == edited.cues)
  }

  @Test func framesNeedARate() throws {
    let text = "1\n00:00:01:12 --> 00:00:02:00\nA\n"
    #expect(throws: SubtitleError.self) { try read(text) }
    let script = try read(text, "a.srt", .init(framesPerSecond: FrameRate(24)))
    #expect(script.cues == [cue(1500, 2000, "A")])
  }

  @Test(arguments: ["00:00:x3,000 --> 00:00:04,000", "00:00:03,000 --> "])
  func aBrokenTimingIsRefusedRatherThanSaid(_ timing: String) {
    #expect {
      try read("1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n\(timing)\nB\n")
    } throws: { "\($0)".hasPrefix("a.srt:6: ") }
  }

  @Test func aNumberIsNeverSaid() throws {
    let head = "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n"
    #expect(try read(head).cues == [cue(1000, 2000, "A")])
    #expect {
      try read(head + "B\n")
    } throws: { "\($0)".hasPrefix("a.srt:5: this cue has a number but no timing") }
  }

  @Test func textWithoutTimingsIsRefusedInASentence() {
    #expect {
      try read("Just a letter.\n")
    } throws: { error in
      "\(error)".hasPrefix("a.srt: is not a SubRip file: no line has the form 00:00:00,000 -->")
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let cues = [cue(1500, 2750, "Hello,\nworld."), cue(3_600_000, 3_601_001, "Bye", nil)]
    #expect(try read(writeSRT(cues)).cues == cues)
  }
}
