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
}
