import Foundation
import Media
import Testing

/// What stays under the dub, in every mode and channel layout, as other programs see the finished file.
@Suite(.serialized) struct BedTests {
  /// The same tone in every channel.
  static func tone(_ seconds: Double, _ layout: String, hertz: Int = 200) -> [String] {
    let tone = "aevalsrc=exprs=0.05*sin(2*PI*\(hertz)*t):d=\(seconds):s=48000"
    let count = ["mono": 1, "stereo": 2, "5.1": 6, "7.1": 8][layout] ?? 2
    let all = (0..<count).map { "c\($0)=c0" }.joined(separator: "|")
    return ["-f", "lavfi", "-i", "\(tone),pan=\(layout)|\(all)"]
  }

  /// Three seconds of picture with a tone in a layout, or without sound, and one dub.
  func film(_ layout: String?, mix: String, codec: String = "flac") throws -> Film {
    let picture = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=3"]
    let sound = layout.map { Self.tone(3, $0) + ["-c:a", "flac", "-strict", "-2"] } ?? []
    let film = try Film(
      picture: picture + sound + [
        "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-f", "matroska",
      ])
    try film.write("es.srt", "1\n00:00:00,500 --> 00:00:02,500\nVolvemos a casa.\n")
    try film.write(
      "film.yaml",
      """
      video: film.mp4
      output: out/film.mkv
      audio: { codec: \(codec) }
      languages: { es: { subtitles: es.srt, voice: espeak/es } }
      mix: \(mix)
      """)
    return film
  }

  func made(_ film: Film, _ name: String) throws {
    try tool("ffmpeg", ["-v", "error", "-y"] + Self.tone(3, "5.1") + [film.path(name)])
  }

  /// The channels of a stream, as ffprobe counts and names them, and its length in samples.
  func layout(_ file: String, stream: String) throws -> [String] {
    try tool(
      "ffprobe",
      [
        "-v", "error", "-select_streams", stream, "-show_entries", "stream=channels,channel_layout",
        "-of", "csv=p=0", file,
      ]
    ).split(whereSeparator: { ",\n".contains($0) }).map(String.init)
  }

  /// A sound decoded by ffmpeg, channel by channel.
  func channels(_ film: Film, _ file: String, stream: String, count: Int) throws -> [[Float]] {
    let raw = film.path("decoded.f32")
    try tool(
      "ffmpeg", ["-v", "error", "-y", "-i", file, "-map", "0:\(stream)", "-f", "f32le", raw])
    let all = try Data(contentsOf: URL(fileURLWithPath: raw)).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    return (0..<count).map { channel in
      stride(from: channel, to: all.count, by: count).map { all[$0] }
    }
  }

  @Test(arguments: [nil, "mono", "5.1", "7.1"], ["replace", "duck", "lector", "bed"])
  func everyModeDubsEveryFilm(layout: String?, mode: String) throws {
    let stem = mode == "bed" ? ", bed: me.wav" : ""
    let film = try film(layout, mix: "{ mode: \(mode)\(stem) }")
    try made(film, "me.wav")
    let outcome = try film.polydub("run", "film.yaml", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let expected =
      switch mode {
      case "bed": "6"
      case "replace": layout == nil || layout == "mono" ? "1" : "2"
      default: ["mono": "1", "stereo": "2", "5.1": "6", "7.1": "8"][layout ?? "mono"] ?? ""
      }
    #expect(
      try self.layout(film.path("out/film.mkv"), stream: "a:\(layout == nil ? 0 : 1)")[0]
        == expected)
  }

  @Test func aSurroundStemStaysSurroundWithTheDialogueInItsCentre() throws {
    let film = try film("stereo", mix: "{ bed: me.wav }")
    try made(film, "me.wav")
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let file = film.path("out/film.mkv")
    #expect(try layout(file, stream: "a:1")[0] == "6")
    #expect(try layout(file, stream: "a:1")[1].hasPrefix("5.1"))
    let dub = try channels(film, file, stream: "a:1", count: 6)
    let stem = try channels(film, film.path("me.wav"), stream: "a:0", count: 6)
    #expect(dub[0].count == stem[0].count)
    let gain = try #require(zip(dub[0], stem[0]).first { abs($1) > 0.04 }.map { $0 / $1 })
    for channel in [0, 1, 3, 4, 5] {
      #expect(zip(dub[channel], stem[channel]).allSatisfy { abs($0 - $1 * gain) < 1e-4 })
    }
    let dialogue = zip(dub[2], stem[2]).map { $0 - $1 * gain }
    try film.edit("film.yaml", "bed: me.wav", "mode: replace")
    let again = try film.polydub("run", "film.yaml", "--json")
    try #require(again.status == 0, "\(again.errors)")
    let alone = try channels(film, file, stream: "a:1", count: 2)[0]
    #expect(likeness(dialogue, alone) > 0.999)
  }

  @Test func underALectorTheOriginalIsHeardFirst() throws {
    let film = try film("mono", mix: "{ mode: lector, loudness: none }")
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let lines = try #require(try outcome.json()["lines"] as? [[String: Any]])
    let onset = try #require(lines.first?["start_ms"] as? Double) / 1000
    #expect(onset >= 1.4, "\(onset)")
    let dub = try channels(film, film.path("out/film.mkv"), stream: "a:1", count: 1)[0]
    let original = try channels(film, film.path("film.mp4"), stream: "a:0", count: 1)[0]
    let level = { (sound: [Float], from: Double, to: Double) in
      tone(200, in: sound[Int(from * 48_000)..<Int(to * 48_000)])
    }
    #expect(abs(level(dub, 0.5, onset - 0.3) - level(original, 0.5, onset - 0.3)) < 0.1)
    // The voice has something at 200 Hz of its own; just before it there is the bed alone.
    #expect(abs(level(dub, onset - 0.1, onset) - level(original, onset - 0.1, onset) + 15) < 0.1)
  }

  /// The level of one tone inside a sound, in decibels; the stretch should hold whole periods.
  func tone(_ hertz: Double, in sound: ArraySlice<Float>) -> Double {
    var (sine, cosine) = (0.0, 0.0)
    for (index, sample) in sound.enumerated() {
      let angle = 2 * .pi * hertz * Double(index) / 48_000
      sine += Double(sample) * sin(angle)
      cosine += Double(sample) * cos(angle)
    }
    return 10 * log10((sine * sine + cosine * cosine) / Double(sound.count * sound.count))
  }

  /// The cosine between two sounds: 1 where one is a multiple of the other.
  func likeness(_ a: [Float], _ b: [Float]) -> Double {
    let product = { (a: [Float], b: [Float]) in
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  @Test(arguments: [
    ("aac", "mkv", "7.1"), ("aac", "mp4", "5.1"), ("opus", "mkv", "7.1"), ("opus", "mp4", "5.1"),
    ("flac", "mkv", "7.1"), ("flac", "mp4", "5.1"), ("pcm", "mkv", "7.1"),
    ("ac3", "mkv", "5.1"), ("eac3", "mp4", "5.1"),
  ])
  func aSurroundStemComesOutOfEveryCodec(codec: String, container: String, layout: String) throws {
    let film = try film("stereo", mix: "{ bed: me.wav }", codec: codec)
    try film.edit("film.yaml", "out/film.mkv", "out/film.\(container)")
    try tool("ffmpeg", ["-v", "error", "-y"] + Self.tone(3, layout) + [film.path("me.wav")])
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let found = try self.layout(film.path("out/film.\(container)"), stream: "a:1")
    #expect(found[0] == (layout == "5.1" ? "6" : "8"))
    // PCM in Matroska says no more than how many channels there are.
    #expect(found.count < 2 || found[1] == "unknown" || found[1].hasPrefix(layout), "\(found)")
  }

  @Test func aStemOfAnotherLengthIsNoticed() throws {
    let film = try film("stereo", mix: "{ bed: { file: me.wav } }")
    try tool("ffmpeg", ["-v", "error", "-y"] + Self.tone(2, "stereo") + [film.path("me.wav")])
    let report = try film.polydub("run", "film.yaml", "--json").json()
    let notices = try #require(report["notices"] as? [String])
    #expect(notices.contains { $0.contains("ends 0:00:01.000 before the picture") })
  }

  @Test(arguments: [
    ("{ mode: bed }", "needs a `bed`"), ("{ bed: none.wav }", "is not there"),
    ("{ bed: es.srt }", "es.srt"), ("{ bed: { track: 5 } }", "stream 5 is no sound"),
    ("{ bed: { track: 0 } }", "As a `track`, it has 1"), ("{ bed: {} }", "`file`"),
    ("{ mode: duck, bed: film.mp4 }", "`mode: bed` only"),
  ])
  func aWrongStemIsRefusedBeforeAnythingIsSpoken(mix: String, words: String) throws {
    let film = try film("stereo", mix: mix)
    let outcome = try film.polydub("run", "film.yaml", "--json")
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: film.path("out/film.mkv")))
  }

  @Test func channelsWithoutAPlaceInTheCodecAreRefusedBeforeAnythingIsSpoken() throws {
    let film = try film("7.1", mix: "{ mode: duck }", codec: "ac3")
    let outcome = try film.polydub("run", "film.yaml", "--json")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains(
        "ac3 has no place for the channels 7.1. Use one of aac, opus, flac, pcm."))
  }

  @Test func theVideosOwnSecondTrackCanBeTheStem() throws {
    let film = try film("stereo", mix: "{ bed: { track: 2 } }")
    try FileManager.default.moveItem(atPath: film.path("film.mp4"), toPath: film.path("one.mp4"))
    try tool(
      "ffmpeg",
      ["-v", "error", "-y", "-i", film.path("one.mp4")] + Self.tone(3, "5.1") + [
        "-map", "0", "-map", "1", "-c", "copy", "-c:a:1", "flac", "-strict", "-2", "-f", "matroska",
        film.path("film.mp4"),
      ])
    let outcome = try film.polydub("run", "film.yaml", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try layout(film.path("out/film.mkv"), stream: "a:2")[0] == "6")
  }
}
