import Foundation
import Testing

@testable import Media

@Suite struct ReadTextTests {
  static let subRip = """
    1
    00:00:00,500 --> 00:00:01,000
    <i>Hello</i> there.
    Second line.

    2
    00:00:01,250 --> 00:00:01,750
    Ana, come.

    """

  func film(_ fixture: Fixture, _ name: String, codec: String, text: String, kind: String) throws
    -> (file: String, stream: Int, origin: Int)
  {
    let subtitles = fixture.path("text.\(kind)")
    try Data(text.utf8).write(to: URL(fileURLWithPath: subtitles))
    let file = try fixture.film(
      name,
      ["-i", subtitles] + Fixture.film + ["-map", "1", "-map", "2", "-map", "0", "-c:s", codec])
    let info = try probe(file)
    let stream = try #require(info.streams.first { $0.kind == .subtitle })
    return (file, stream.index, info.origin)
  }

  @Test(arguments: [("x.mkv", "subrip"), ("x.mp4", "mov_text"), ("x.mkv", "ass")])
  func textsInsideAVideoKeepTheirTimes(name: String, codec: String) throws {
    let fixture = try Fixture()
    let film = try film(fixture, name, codec: codec, text: Self.subRip, kind: "srt")
    let cues = try readText(film.file, stream: film.stream, origin: film.origin)
    try #require(cues.count == 2)
    #expect(abs(cues[0].start - 24_000) <= 48 * 25, "\(cues[0].start)")
    #expect(cues[0].end - cues[0].start == 24_000)
    #expect(cues[1].start - cues[0].start == 36_000)
    #expect(withoutOverrides(cues[0].text) == "Hello there.\nSecond line.")
    #expect(cues[0].text.contains("{\\i1}"))
    #expect(cues[0].speaker == nil)
  }

  @Test func aNameInASSIsTheSpeaker() throws {
    let fixture = try Fixture()
    let text = """
      [Script Info]
      ScriptType: v4.00+

      [V4+ Styles]
      Format: Name, Fontname, Fontsize
      Style: Default,Arial,20

      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      Dialogue: 0,0:00:00.50,0:00:01.00,Default,Ana,0,0,0,,One, two, three

      """
    let film = try film(fixture, "x.mkv", codec: "copy", text: text, kind: "ass")
    let cues = try readText(film.file, stream: film.stream, origin: film.origin)
    #expect(cues.map(\.speaker) == ["Ana"])
    #expect(cues.map(\.text) == ["One, two, three"])
  }

  @Test func whatIsNoTextIsRefused() throws {
    let fixture = try Fixture()
    let film = try fixture.film("film.mp4")
    for stream in [-1, 0, 1, 2, 99] {
      #expect(throws: MediaError.self) { try readText(film, stream: stream, origin: 0) }
    }
  }
}
