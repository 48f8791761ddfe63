import Foundation
import Testing

/// Thirty-odd edits of one film: each made step tells the true reason it was made for, and no other.
@Suite struct ExplainTests {
  /// An edit and all that may be told of it.
  struct Edit: Sendable {
    var name: String
    /// What it all comes from: every made step names some of these and nothing else, and each is named by some step.
    var reasons: Set<String>
    /// What steps say besides of what is different about them, each said by some step.
    var remarks: Set<String>
    /// Steps that must be among those made.
    var makes: [String]
    var apply: @Sendable (Film) throws -> Void

    init(
      _ name: String, because reasons: String..., saying remarks: [String] = [],
      makes: [String], apply: @escaping @Sendable (Film) throws -> Void
    ) {
      (self.name, self.reasons, self.remarks) = (name, Set(reasons), Set(remarks))
      (self.makes, self.apply) = (makes, apply)
    }
  }

  @Test(arguments: ["subtitles", "voices", "settings", "files"])
  func everyMadeStepNamesItsTrueReason(kind: String) throws {
    let film = try Self.film(Self.pipeline)
    try check(try #require(Self.edits[kind]), on: film)
  }

  @Test func everyStepMadeForALineNamesItsTrueReason() throws {
    let service = try Service()
    let film = try Self.film(
      Self.pipeline.replacing("espeak/es", with: "qwen/Cherry") + """

        providers:
          qwen:
            type: dashscope
            base_url: "\(service.base)"
            model: qwen3-tts-instruct-flash
            key: env:TEST_KEY
            requests_per_second: 1000

        """)
    try check(Self.lineEdits, on: film)
  }

  static let edits = [
    "subtitles": subtitleEdits, "voices": voiceEdits, "settings": settingEdits,
    "files": fileEdits,
  ]

  @Test func thereAreTwentyEdits() {
    #expect(Self.edits.values.reduce(0) { $0 + $1.count } + Self.lineEdits.count >= 20)
  }

  private static func film(_ pipeline: String) throws -> Film {
    let film = try Film(picture: picture(pitch: 330))
    try film.write("es.srt", spanish)
    try film.write("fr.vtt", "WEBVTT\n\n00:00.300 --> 00:02.000\nBonjour à tous.\n")
    try tool("ffmpeg", ["-v", "error", "-y"] + stem(440) + [film.path("stem.wav")])
    try film.write("film.yaml", pipeline)
    return film
  }

  private func run(_ film: Film) throws -> Outcome {
    try film.polydub(
      "run", "film.yaml", "--json", environment: ["PATH": film.toolPath, "TEST_KEY": Service.key])
  }

  private func check(_ edits: [Edit], on film: Film) throws {
    let first = try run(film)
    try #require(first.status == 0, "\(first.errors)")
    for edit in edits {
      try edit.apply(film)
      let run = try run(film)
      try #require([0, 1].contains(run.status), "\(edit.name): \(run.errors)")
      let causes = try #require(
        try film.polydub("explain", "film.yaml", "--json").json()["causes"]
          as? [String: [String: [String]]])
      #expect(try causes.count == run.number("made"), "\(edit.name)")
      for step in edit.makes { #expect(causes[step] != nil, "\(edit.name): \(step) was not made") }
      try check(causes, of: edit, on: film)
    }
  }

  private func check(_ causes: [String: [String: [String]]], of edit: Edit, on film: Film) throws {
    var (reasons, remarks, steps) = (Set<String>(), Set<String>(), Set<String>())
    for (step, cause) in causes {
      let (what, roots) = (cause["what"] ?? [], cause["roots"] ?? [])
      // Where the reason is the step's own, it is not told twice.
      let own = what.filter(edit.reasons.contains)
      let told = Set(roots + own)
      #expect(!told.isEmpty && told.isSubset(of: edit.reasons), "\(edit.name): \(step): \(cause)")
      reasons.formUnion(told)
      remarks.formUnion(Set(what).subtracting(own))
      steps.formUnion(cause["because"] ?? [])
    }
    #expect(reasons == edit.reasons, "\(edit.name)")
    #expect(remarks == edit.remarks, "\(edit.name)")
    // What a step follows from was made too, or is another than before.
    for step in steps where causes[step] == nil {
      let told = try film.polydub("explain", "film.yaml", step, "--json").json()
      #expect((told["changes"] as? [Any])?.isEmpty == false, "\(edit.name): \(step) did not change")
    }
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
}
