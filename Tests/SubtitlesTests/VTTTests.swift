import Dubbing
import Testing

@testable import Subtitles

@Suite struct VTTTests {
  private func readVTT(_ text: String) throws(SubtitleError) -> Script { try read(text, "a.vtt") }

  @Test func blocksThatAreNoCuesAreSkipped() throws {
    let script = try readVTT(
      """
      WEBVTT - A title
      Kind: captions

      STYLE
      ::cue { color: red }

      REGION
      id:a

      NOTE nothing
      to see

      one
      00:01.000 --> 00:02.000 align:start line:0
      Hello

      1:00:00.000 --> 1:00:01.000
      Bye
      """)
    #expect(script.cues == [cue(1000, 2000, "Hello"), cue(3_600_000, 3_601_000, "Bye")])
    #expect(script.lines == [14, 17])
    #expect(script.notices.isEmpty)
  }

  @Test(arguments: [
    "00:01.00 --> 00:02.000", "0:01.000 --> 00:02.000", "00:61.000 --> 00:62.000",
    "00:01,000 --> 00:02,000", "00:01.000 -> 00:02.000",
  ])
  func aTimingTheStandardRejectsDropsItsCueWithANotice(_ timing: String) throws {
    let script = try readVTT("WEBVTT\n\n00:00.000 --> 00:00.500\nA\n\n\(timing)\nB\n")
    #expect(script.cues == [cue(0, 500, "A")])
    if timing.contains("-->") { #expect(script.notices.map(\.line) == [6]) }
  }

  @Test func anArrowInTheTextBeginsABlock() throws {
    let script = try readVTT("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n00:01.000 --> 00:02.000\nB")
    #expect(script.cues == [cue(0, 1000, "A"), cue(1000, 2000, "B")])
  }

  private func said(_ text: String) throws -> [Cue] {
    try readVTT("WEBVTT\n\n00:00.000 --> 00:01.000\n\(text)\n").cues
  }

  @Test func markupIsRemoved() throws {
    #expect(
      try said("<c.loud>One</c> <i>two</i> <00:00:00.500><lang en>th&lt;ree") == [
        cue(0, 1000, "One two th<ree")
      ])
    #expect(try said("<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>") == [cue(0, 1000, "漢字")])
  }

  @Test func aVoiceIsTheSpeaker() throws {
    #expect(try said("<v.first Ana Paz>Hello") == [cue(0, 1000, "Hello", "Ana Paz")])
    #expect(try said("- <v Ana>Hi</v>\n<v Ana>you</v>") == [cue(0, 1000, "- Hi\nyou", "Ana")])
  }

  @Test func twoVoicesAreTwoCuesAtOneTime() throws {
    #expect(
      try said("<v Ana>Hi</v>\n<v Bo>Hello</v>") == [
        cue(0, 1000, "Hi", "Ana"), cue(0, 1000, "Hello", "Bo"),
      ])
  }

  @Test(arguments: ["WEBVT\n\n", "\nWEBVTT\n\n", "WEBVTTx\n\n", ""])
  func aFileWithoutTheSignatureIsRefused(_ head: String) {
    #expect {
      try readVTT(head + "00:00.000 --> 00:01.000\nA\n")
    } throws: { "\($0)".hasPrefix("a.vtt:1: is not WebVTT") }
  }

  @Test func aWebVTTFileNamedSubRipIsReadWithANotice() throws {
    let script = try read("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n", "a.srt")
    #expect(script.format == "WebVTT")
    #expect(script.notices.map(\.sentence) == ["This is WebVTT, though its name says SubRip."])
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let cues = [cue(1500, 2750, "a < b & c --> d", "Ana"), cue(3000, 4000, "Bye\nnow")]
    #expect(try readVTT(writeVTT(cues)).cues == cues)
  }
}
