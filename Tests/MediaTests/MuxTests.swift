import Foundation
import Testing

@testable import Media

@Suite struct MuxTests {
  static let pairs: [(MuxContainer, AudioCodec)] = [
    (.mkv, .aac), (.mkv, .opus), (.mkv, .flac), (.mkv, .pcm), (.mkv, .ac3), (.mkv, .eac3),
    (.mp4, .aac), (.mp4, .ac3), (.mp4, .eac3), (.mp4, .flac), (.mp4, .opus), (.mov, .aac),
    (.mov, .pcm),
  ]

  /// Decoded by ffmpeg on the file's own clock, a dub's tone starts one second after the picture does.
  @Test(arguments: pairs)
  func aDubStartsWithThePictureToAMillisecond(container: MuxContainer, codec: AudioCodec) throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let dub = MuxPlan.Dub(
      file: try fixture.dub(codec), language: spanish, title: "Español (AI dub)")
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: [dub]), to: out)
    let sound = try fixture.decoded(out, stream: "a:1")
    let first = try #require(sound.firstIndex { abs($0) > 0.05 })
    let picture = try fixture.start(out, stream: "v:0")
    let onset = Double(first) / 48_000 - picture
    #expect(abs(onset - 1) < 0.0015, "\(onset)")
    let length = Double(sound.count) / 48_000 - picture
    #expect(abs(length - 2) <= 1536 / 48_000.0, "\(length)")
  }

  @Test(arguments: [MuxContainer.mkv, .mp4, .mov])
  func everyPacketOfTheSourceIsCopied(container: MuxContainer) throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: [dub]), to: out)
    for stream in ["v:0", "a:0"] {
      let sums = try [source, out].map {
        try judge(
          "ffmpeg",
          ["-v", "error", "-i", $0, "-map", "0:\(stream)", "-c", "copy", "-f", "md5", "-"])
      }
      #expect(sums[0] == sums[1], "\(stream)")
    }
    let (before, after) = (try probe(source), try probe(out))
    #expect(before.streams.map(\.digest) == after.streams.prefix(2).map(\.digest))
    #expect(before.length == after.length)
  }

  @Test func matroskaTracksHaveBothLanguageElements() throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let dubs = [(brazilian, "Português (Brasil) (AI dub)"), (spanish, "Español (AI dub)")].map {
      MuxPlan.Dub(file: "", language: $0.0, title: $0.1)
    }
    let file = try fixture.dub(.aac)
    let cues = [TextCue(start: 24_000, end: 48_000, text: "Bom dia")]
    var plan = try fixture.plan(
      source, .mkv, dubs: dubs,
      subtitles: [.init(language: brazilian, title: "Português", cues: cues)], defaultDub: 0)
    for index in plan.dubs.indices { plan.dubs[index].file = file }
    let out = fixture.path("out.mkv")
    _ = try mux(plan, to: out)
    let identified = try fixture.json("mkvmerge", ["-J", out])
    let tracks = try #require(identified["tracks"] as? [[String: Any]])
      .compactMap { $0["properties"] as? [String: Any] }
    #expect(tracks.map { $0["language_ietf"] as? String } == [nil, nil, "pt-BR", "es", "pt-BR"])
    #expect(tracks.map { $0["language"] as? String } == ["und", "eng", "por", "spa", "por"])
    #expect(tracks[2]["track_name"] as? String == "Português (Brasil) (AI dub)")
    #expect(tracks.map { $0["default_track"] as? Bool } == [true, false, true, false, false])
    #expect(tracks[1]["flag_original"] as? Bool == true)
    #expect((identified["errors"] as? [Any])?.isEmpty == true)
    #expect((identified["warnings"] as? [Any])?.isEmpty == true)
    try judge("mkvmerge", ["-q", "-o", fixture.path("again.mkv"), out])
    let found = try probe(out)
    #expect(found.streams[3].title == "Español (AI dub)")
    #expect(found.streams[3].dispositions == ["dub"])
  }

  @Test func mp4TracksAreNamedForEveryReader() throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let dub = MuxPlan.Dub(
      file: try fixture.dub(.aac), language: brazilian, title: "Português (AI dub)")
    let cues = [
      TextCue(start: 24_000, end: 60_000, text: "Bom dia"),
      TextCue(start: 24_000, end: 48_000, text: "Olá"),
    ]
    let out = fixture.path("out.mp4")
    _ = try mux(
      fixture.plan(
        source, .mp4, dubs: [dub],
        subtitles: [.init(language: brazilian, title: "Português", cues: cues)]), to: out)
    let info = try judge("mediainfo", ["--Output=Audio;%Language%|%Title%|%Default%\\n", out])
    #expect(info.contains("pt|Português (AI dub)"), "\(info)")
    let tags = try judge("exiftool", ["-DigitalSourceType", "-Comment", out])
    #expect(tags.contains("algorithmicMedia") && tags.contains("Synthetic voices"), "\(tags)")
    let found = try probe(out)
    #expect(found.streams.map(\.language) == ["und", "eng", "por", "por"])
    #expect(found.streams[2].title == "Português (AI dub)")
    let texts = try readText(out, stream: 3, origin: found.origin)
    #expect(found.streams[3].dispositions == [], "no player shows it unasked")
    #expect(texts.map { withoutOverrides($0.text) } == ["Bom dia\nOlá", "Bom dia"])
  }

  @Test(arguments: [MuxContainer.mp4, .mov])
  func everyTerminologicalCodeIsWritten(container: MuxContainer) throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    let file = try fixture.dub(.aac)
    let codes = ["zho", "deu", "fra", "jpn", "por"]
    let dubs = codes.map {
      MuxPlan.Dub(file: file, language: .init(tag: $0, code: $0), title: $0)
    }
    let out = fixture.path("out.\(container.rawValue)")
    _ = try mux(fixture.plan(source, container, dubs: dubs), to: out)
    #expect(try probe(out).streams.dropFirst(2).prefix(5).map(\.language) == codes)
  }

  @Test func anEqualPlanGivesEqualBytes() throws {
    let fixture = try Fixture()
    let source = try fixture.film("film.mp4")
    for container in [MuxContainer.mkv, .mp4] {
      let files = try ["a", "b"].map { name in
        let dub = MuxPlan.Dub(
          file: try fixture.dub(.aac, name: "dub-\(name)"), language: spanish, title: "Español")
        let out = fixture.path("out-\(name).\(container.rawValue)")
        _ = try mux(fixture.plan(source, container, dubs: [dub]), to: out)
        return try Data(contentsOf: URL(fileURLWithPath: out))
      }
      #expect(files[0] == files[1])
    }
  }

  @Test func whatAContainerCannotHoldIsRefusedWithARemedy() throws {
    let fixture = try Fixture()
    let info = try probe(try fixture.film("film.mp4"))
    #expect(refusals(of: info, in: .mkv, dubs: .aac).isEmpty)
    let webm = refusals(of: info, in: .webm, dubs: .opus)
    #expect(webm.count == 2)
    #expect(webm.allSatisfy { $0.contains(".mkv") })
    #expect(refusals(of: info, in: .mp4, dubs: .pcm).count == 1)
  }

  @Test func aPictureThatStartsLateTakesItsDubAlong() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    let late = fixture.path("late.mkv")
    try judge(
      "ffmpeg", ["-v", "error", "-y", "-i", plain, "-c", "copy", "-output_ts_offset", "10", late])
    #expect(try #require(probe(late).pictureStart) > 9 * 48_000)
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.mkv")
    _ = try mux(fixture.plan(late, .mkv, dubs: [dub]), to: out)
    let sound = try fixture.decoded(out, stream: "a:1")
    let first = try #require(sound.firstIndex { abs($0) > 0.05 })
    let picture = try fixture.start(out, stream: "v:0")
    let onset = Double(first) / 48_000 - picture
    #expect(abs(onset - 1) < 0.0015, "\(onset)")
  }

  @Test func chaptersAndCoverArtAndFontsAreKept() throws {
    let fixture = try Fixture()
    let plain = try fixture.film("plain.mp4")
    try Data("[CHAPTER]\n".utf8).write(to: URL(fileURLWithPath: fixture.path("x")))
    let chapters =
      "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Night\nCHAPTER02=00:00:01.000\nCHAPTER02NAME=Day\n"
    try Data(chapters.utf8).write(to: URL(fileURLWithPath: fixture.path("chapters.txt")))
    try fixture.film("cover.jpg", ["-f", "lavfi", "-i", "color=red:size=32x32", "-frames:v", "1"])
    try Data("not really a font".utf8).write(to: URL(fileURLWithPath: fixture.path("font.ttf")))
    let source = fixture.path("full.mkv")
    try judge(
      "mkvmerge",
      [
        "-q", "-o", source, "--chapters", fixture.path("chapters.txt"), "--attachment-mime-type",
        "image/jpeg", "--attach-file", fixture.path("cover.jpg"), "--attachment-mime-type",
        "font/ttf", "--attach-file", fixture.path("font.ttf"), plain,
      ])
    let dub = MuxPlan.Dub(file: try fixture.dub(.aac), language: spanish, title: "Español")
    let out = fixture.path("out.mkv")
    let report = try mux(fixture.plan(source, .mkv, dubs: [dub]), to: out)
    #expect(report.dropped.isEmpty)
    let (before, after) = (try probe(source), try probe(out))
    #expect(after.chapters.map(\.title) == ["Night", "Day"])
    let kinds = { (info: MediaInfo) in info.streams.map(\.digest).sorted() }
    #expect(Set(kinds(before)).isSubset(of: Set(kinds(after))))
    let identified = try fixture.json("mkvmerge", ["-J", out])
    let attachments = try #require(identified["attachments"] as? [[String: Any]])
    #expect(
      attachments.compactMap { $0["file_name"] as? String }.sorted() == ["cover.jpg", "font.ttf"])
  }
}
