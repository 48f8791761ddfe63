import Foundation
import Testing

@testable import Media

@Suite struct MuxLanguageTests {
  /// A title can hold what the patch looks for, and an attachment a whole header that looks like ours.
  @Test func aSourceCannotForgeALanguage() throws {
    let fixture = try Fixture()
    let title = "a\u{1}\u{2}\u{1}\u{2}" + String(repeating: "Z", count: 400)
    let plain = try fixture.film("plain.mp4")
    let forged: [UInt8] = [0x53, 0x6E, 0x86, 1, 2, 1, 2, 0x61, 0x62]
    try Data(forged).write(to: URL(fileURLWithPath: fixture.path("forged.bin")))
    let source = fixture.path("evil.mkv")
    try judge(
      "ffmpeg",
      [
        "-v", "error", "-i", plain, "-c", "copy", "-metadata:s:a", "title=\(title)", "-attach",
        fixture.path("forged.bin"), "-metadata:s:t", "mimetype=application/octet-stream", source,
      ])
    let out = fixture.path("out.mkv")
    let dub = MuxPlan.Dub(
      file: try fixture.dub(.aac), language: brazilian, title: "\u{1}\u{2}\u{1}\u{2}")
    _ = try mux(fixture.plan(source, .mkv, dubs: [dub]), to: out)
    let tracks = try properties(out, fixture)
    #expect(tracks[1]["track_name"] as? String == "a" + String(repeating: "Z", count: 400))
    #expect(tracks[1]["language_ietf"] == nil)
    #expect(tracks[2]["language_ietf"] as? String == "pt-BR")
    #expect(try Data(contentsOf: URL(fileURLWithPath: out)).range(of: Data(forged)) != nil)
  }

  @Test(arguments: ["", "Comentário do diretor"])
  func aSourceTrackKeepsItsOwnTag(title: String) throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let source = fixture.path("tagged.mkv")
    try judge(
      "mkvmerge",
      ["-q", "-o", source, "--language", "1:zh-Hant-TW", "--track-name", "1:\(title)", plain])
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.mkv")
    _ = try mux(fixture.plan(source, .mkv, dubs: [dub]), to: out)
    let tracks = try properties(out, fixture)
    #expect(tracks[1]["language_ietf"] as? String == "zh-Hant-TW")
    #expect(tracks[1]["language"] as? String == "chi")
    #expect((tracks[1]["track_name"] as? String ?? "") == title)
    #expect(tracks[2]["language_ietf"] as? String == "es")
  }

  /// Long titles need a size of two bytes; a tag that is none cannot break the file.
  @Test func anyTitleAndAnyTagLeaveTheFileWhole() throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let file = try fixture.dub(.aac)
    let title = String(repeating: "é", count: 5000)
    let tags = ["pt-BR", String(repeating: "日本", count: 500), ""]
    let dubs = tags.map {
      MuxPlan.Dub(file: file, language: .init(tag: $0, code: "por"), title: title)
    }
    let out = fixture.path("out.mkv")
    _ = try mux(fixture.plan(source, .mkv, dubs: dubs), to: out)
    let tracks = try properties(out, fixture)
    #expect(tracks[2]["language_ietf"] as? String == "pt-BR")
    #expect(tracks.suffix(3).allSatisfy { $0["track_name"] as? String == title })
    try judge("mkvmerge", ["-q", "-o", fixture.path("again.mkv"), out])
  }

  @Test func noBytesCrashTheSearch() {
    var random = SystemRandomNumberGenerator()
    let head: [UInt8] = [0x18, 0x53, 0x80, 0x67, 0xFF, 0x16, 0x54, 0xAE, 0x6B, 0xFF, 0xAE, 0xFF]
    for count in 0..<2000 {
      let tail = (0..<(count % 64)).map { _ in UInt8.random(in: 0...255, using: &random) }
      for patch in LanguagePatch.patches(of: head + [0x53, 0x6E] + tail) {
        #expect(patch.offset + patch.bytes.count <= head.count + 2 + tail.count)
      }
    }
  }

  private func properties(_ file: String, _ fixture: Fixture) throws -> [[String: Any]] {
    let identified = try fixture.json("mkvmerge", ["-J", file])
    #expect((identified["errors"] as? [Any])?.isEmpty == true)
    #expect((identified["warnings"] as? [Any])?.isEmpty == true)
    return try #require(identified["tracks"] as? [[String: Any]])
      .compactMap { $0["properties"] as? [String: Any] }
  }
}
