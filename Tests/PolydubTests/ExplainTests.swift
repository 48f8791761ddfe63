import Foundation
import Testing

/// Twenty edits of one film: each made step tells the true reason it was made for.
@Suite struct ExplainTests {
  /// An edit, and what every step made after it must name as its reason.
  struct Edit: Sendable {
    var name: String
    var reasons: [String]
    /// Steps that must be among those made.
    var makes: [String]
    var apply: @Sendable (Film) throws -> Void

    init(
      _ name: String, because reasons: String..., makes: [String] = [],
      apply: @escaping @Sendable (Film) throws -> Void
    ) {
      (self.name, self.reasons, self.makes, self.apply) = (name, reasons, makes, apply)
    }
  }

  @Test(arguments: ["subtitles", "voices", "settings", "files"])
  func everyMadeStepNamesItsTrueReason(kind: String) throws {
    let film = try Film(picture: Self.picture(pitch: 330))
    try film.write("es.srt", Self.spanish)
    try film.write("fr.vtt", "WEBVTT\n\n00:00.300 --> 00:02.000\nBonjour à tous.\n")
    try tool("ffmpeg", ["-v", "error", "-y"] + Self.stem(440) + [film.path("stem.wav")])
    try film.write("film.yaml", Self.pipeline)
    let first = try film.polydub("run", "film.yaml", "--json")
    try #require(first.status == 0, "\(first.errors)")
    for edit in try #require(Self.edits[kind]) { try check(edit, on: film) }
  }

  static let edits = [
    "subtitles": subtitleEdits, "voices": voiceEdits, "settings": settingEdits,
    "files": fileEdits,
  ]

  @Test func thereAreTwentyEdits() {
    #expect(Self.edits.values.reduce(0) { $0 + $1.count } >= 20)
  }

  private func check(_ edit: Edit, on film: Film) throws {
    try edit.apply(film)
    let path = film.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let run = try film.polydub("run", "film.yaml", "--json", environment: ["PATH": path])
    try #require([0, 1].contains(run.status), "\(edit.name): \(run.errors)")
    let told = try film.polydub("explain", "film.yaml", "--json").json()
    let why = try #require(told["why"] as? [String: String])
    #expect(try why.count == run.number("made"), "\(edit.name)")
    #expect(!why.isEmpty, "\(edit.name) made nothing")
    for (step, sentence) in why {
      #expect(
        edit.reasons.contains { sentence.contains($0) }, "\(edit.name): \(step): \(sentence)")
    }
    for step in edit.makes { #expect(why[step] != nil, "\(edit.name): \(step) was not made") }
  }

  /// Three seconds, so that thirty runs are soon over.
  static func picture(pitch: Int) -> [String] {
    [
      "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=3", "-f", "lavfi", "-i",
      "sine=frequency=\(pitch):duration=3:sample_rate=48000,volume=0.1", "-pix_fmt", "yuv420p",
      "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest",
    ]
  }

  static func stem(_ pitch: Int) -> [String] {
    ["-f", "lavfi", "-i", "sine=frequency=\(pitch):duration=3:sample_rate=48000,volume=0.05"]
  }

  static let spanish = """
    1
    00:00:00,200 --> 00:00:01,000
    Buenos días.

    2
    00:00:01,100 --> 00:00:02,000
    ANA: En calma.

    3
    00:00:02,200 --> 00:00:02,900
    Volvemos.

    """

  static let pipeline = """
    video: film.mp4
    output: out/film.mkv
    source_language: en
    languages:
      es: { subtitles: es.srt, voice: espeak/es, title: Uno }
      fr: { subtitles: fr.vtt, voice: espeak/fr }
    fit: { late_tolerance: 200, tempo: 100, respeak: free }
    mix: { mode: duck, loudness: match }
    segmentation: sentence
    """

  static let subtitleEdits = [
    Edit(
      "text", because: "the subtitles of es were edited: the text of cue 1",
      makes: ["es/speak/1", "es/mix", "mux"]
    ) { try $0.edit("es.srt", "Buenos días", "Buenas noches") },
    Edit("time", because: "the time of cue 2", makes: ["es/mix", "mux"]) {
      try $0.edit("es.srt", "00:00:01,100", "00:00:01,200")
    },
    Edit("speaker", because: "the text of cue 2", makes: ["es/segment"]) {
      try $0.edit("es.srt", "ANA:", "EVA:")
    },
    Edit("line added", because: "cue 3 was added", makes: ["es/speak/3"]) {
      try $0.edit(
        "es.srt", "3\n00:00:02,2", "3\n00:00:02,020 --> 00:00:02,180\nSí.\n\n4\n00:00:02,2")
    },
    Edit("line removed", because: "cue 3 was removed", makes: ["mux"]) {
      try $0.edit(
        "es.srt", "3\n00:00:02,020 --> 00:00:02,180\nSí.\n\n4\n00:00:02,2", "3\n00:00:02,2")
    },
  ]

  static let voiceEdits = [
    Edit("voice", because: "voice changed: es → es-419", makes: ["es/speak/1", "es/speak/3"]) {
      try $0.edit("film.yaml", "espeak/es,", "espeak/es-419,")
    },
    Edit(
      "cast", because: "voice of ANA changed", "the cast names other speakers",
      makes: ["es/speak/2"]
    ) {
      try $0.edit("film.yaml", "title: Uno", "title: Uno, cast: { ANA: espeak/es+f3 }")
    },
    Edit("lexicon", because: "the lexicon changed", makes: ["es/speak/2"]) {
      try $0.write("words.yaml", "- { written: calma, spoken: paz }\n")
      try $0.edit("film.yaml", "title: Uno", "title: Uno, lexicon: words.yaml")
    },
    Edit("direction", because: "the direction changed", makes: ["es/word"]) {
      try $0.edit("film.yaml", "title: Uno", "title: Uno, direction: despacio")
    },
    Edit(
      "pace of a line", because: "the direction or wording of a line changed",
      "other lines have a take or a wording of their own"
    ) {
      try $0.edit("film.yaml", "title: Uno", "title: Uno, lines: { \"3\": { pace: 110 } }")
    },
    Edit("tool upgraded", because: "espeak-ng was upgraded", makes: ["es/speak/1", "fr/speak/1"]) {
      film in
      let real = try tool("which", ["espeak-ng"]).trimmingCharacters(in: .whitespacesAndNewlines)
      let script = """
        #!/bin/sh
        [ "$1" = --version ] || exec \(real) "$@"
        echo 'eSpeak NG text-to-speech: 9.99  Data at: /usr/share'
        """
      try FileManager.default.createDirectory(
        atPath: film.path("bin"), withIntermediateDirectories: true)
      try film.write("bin/espeak-ng", script)
      try tool("chmod", ["+x", film.path("bin/espeak-ng")])
    },
  ]

  static let settingEdits = [
    Edit("fit constant", because: "fit constant late_tolerance 200 → 300", makes: ["es/draft"]) {
      try $0.edit("film.yaml", "late_tolerance: 200", "late_tolerance: 300")
    },
    Edit("tempo", because: "tempo", makes: ["es/draft", "fr/draft"]) {
      try $0.edit("film.yaml", "tempo: 100", "tempo: 120")
    },
    Edit("respeak", because: "fit.respeak: free → never") {
      try $0.edit("film.yaml", "respeak: free", "respeak: never")
    },
    Edit("loudness", because: "mix.loudness: match → stream", makes: ["es/encode", "fr/encode"]) {
      try $0.edit("film.yaml", "loudness: match", "loudness: stream")
    },
    Edit("mix mode", because: "mode", makes: ["es/mix", "fr/mix", "bed"]) {
      try $0.edit("film.yaml", "mode: duck", "mode: replace")
    },
    Edit("pan", because: "pan.ANA", makes: ["es/mix"]) {
      try $0.edit("film.yaml", "mode: replace", "mode: replace, pan: { ANA: -40 }")
    },
    Edit("title", because: "languages.es.title: Uno → Dos", makes: ["mux"]) {
      try $0.edit("film.yaml", "title: Uno", "title: Dos")
    },
    Edit("default track", because: "default_track: nothing → fr", makes: ["mux"]) {
      try $0.edit(
        "film.yaml", "segmentation: sentence", "segmentation: sentence\ndefault_track: fr")
    },
    Edit("segmentation", because: "segment", makes: ["es/segment", "fr/segment"]) {
      try $0.edit("film.yaml", "segmentation: sentence", "segmentation: cue")
    },
    Edit("codec", because: "codec", makes: ["es/encode", "fr/encode"]) {
      try $0.edit("film.yaml", "default_track: fr", "default_track: fr\naudio: { codec: opus }")
    },
  ]

  static let fileEdits = [
    Edit("output path", because: "output: out/film.mkv → out/two.mkv", makes: ["mux"]) {
      try $0.edit("film.yaml", "out/film.mkv", "out/two.mkv")
    },
    Edit("container", because: "container: mkv → mp4", "codec", makes: ["mux"]) {
      try $0.edit("film.yaml", "out/two.mkv", "out/two.mp4")
    },
    Edit("stem", because: "stem", "mode", makes: ["bed", "es/mix"]) {
      try $0.edit("film.yaml", "mode: duck", "mode: bed, bed: { file: stem.wav }")
    },
    Edit("stem replaced", because: "the stem is another file", makes: ["bed", "es/mix"]) {
      try tool("ffmpeg", ["-v", "error", "-y"] + stem(550) + [$0.path("stem.wav")])
    },
    Edit("video replaced", because: "the video is another file", makes: ["probe", "mux"]) {
      try tool(
        "ffmpeg",
        ["-v", "error", "-y"]
          + picture(pitch: 350) + [$0.path("film.mp4")])
    },
    Edit("output lost", because: "its file was not there any more", makes: ["mux"]) {
      try FileManager.default.removeItem(atPath: $0.path("out/two.mp4"))
    },
  ]
}
