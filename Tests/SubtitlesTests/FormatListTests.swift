import Foundation
import Testing

@testable import Subtitles

@Suite struct FormatListTests {
  @Test func theListHoldsEveryFileOfTheFolder() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Subtitles/Formats")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(subtitleFormats.map { "\($0).swift" }.sorted() == files.sorted())
  }

  @Test func noEndingIsClaimedTwice() {
    let endings = subtitleFormats.flatMap { $0.extensions }
    #expect(Set(endings).count == endings.count)
  }

  @Test func contentOutweighsTheName() throws {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nA\n"
    #expect(try read(srt, "a.txt").format == "SubRip")
    #expect(try read(srt, "a.ass").format == "SubRip")
    #expect(
      try read("[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,A", "a.srt")
        .format == "ASS")
    #expect(throws: SubtitleError.self) { try read("Hello\n", "a.txt") }
  }
}
