import Foundation
import Testing

/// Whose voice is how loud, and from where, in the finished file.
@Suite struct VoiceLevelTests {
  /// Two people, the second recorded 18 dB quieter than the first.
  func film(mix: String) throws -> Film {
    let film = try Film()
    try film.write(
      "es.srt",
      """
      1
      00:00:00,500 --> 00:00:03,500
      ANA: Buenos días a todos. ¿Qué tal están ustedes?

      2
      00:00:04,000 --> 00:00:07,500
      BLAS: El mar está en calma, y volvemos a casa.

      """)
    let speech = [
      "1": ("0dB", "Buenos días a todos. ¿Qué tal?"), "2": ("-18dB", "El mar está en calma"),
    ]
    for (name, (gain, words)) in speech {
      try tool("espeak-ng", ["-v", "es", "-w", film.path("raw.wav"), words])
      try tool(
        "ffmpeg",
        [
          "-v", "error", "-y", "-i", film.path("raw.wav"), "-af", "volume=\(gain)",
          film.path("\(name).wav"),
        ])
    }
    try film.write(
      "film.yaml",
      """
      video: film.mp4
      output: out/film.mkv
      audio: { codec: flac }
      languages:
        es:
          subtitles: es.srt
          cast: { ANA: espeak/es+f3, BLAS: espeak/es }
          takes: { "1": 1.wav, "2": 2.wav }
      mix: \(mix)
      """)
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return film
  }

  /// Loudness in LUFS of a stretch of the dub, one side alone or both, by ffmpeg's meter.
  func loudness(_ film: Film, from: Double, to: Double, side: String = "stereo|c0=c0|c1=c1") throws
    -> Double
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "ffmpeg", "-nostats", "-i", film.path("out/film.mkv"), "-map", "0:a:1", "-af",
      "atrim=\(from):\(to),pan=\(side),ebur128", "-f", "null", "-",
    ]
    let errors = try Outcome(of: process).errors
    let summary = try #require(errors.components(separatedBy: "Summary:").last)
    let line = try #require(summary.split(separator: "\n").first { $0.contains("I:") })
    let number = String(line.filter { "-0123456789.".contains($0) })
    return try #require(Double(number) as Double?)
  }

  @Test func aQuietRecordingIsAsLoudAsALoudOne() throws {
    let film = try film(mix: "{ mode: replace, loudness: stream }")
    let loud = try loudness(film, from: 0.4, to: 3.8)
    let quiet = try loudness(film, from: 3.9, to: 7.9)
    #expect(abs(loud - quiet) < 0.5, "\(loud) and \(quiet) LUFS")
  }

  @Test func levellingCanBeSwitchedOff() throws {
    let film = try film(mix: "{ mode: replace, loudness: stream, levelling: off }")
    let loud = try loudness(film, from: 0.4, to: 3.8)
    let quiet = try loudness(film, from: 3.9, to: 7.9)
    #expect(loud - quiet > 12, "\(loud) and \(quiet) LUFS")
  }

  @Test func speakersComeFromWhereTheyArePannedTo() throws {
    let film = try film(mix: "{ mode: replace, loudness: stream, pan: { ana: -100, BLAS: 100 } }")
    let (left, right) = ("mono|c0=c0", "mono|c0=c1")
    #expect(try loudness(film, from: 0.4, to: 3.8, side: left) > -40)
    #expect(try loudness(film, from: 0.4, to: 3.8, side: right) <= -70)
    #expect(try loudness(film, from: 3.9, to: 7.9, side: right) > -40)
    #expect(try loudness(film, from: 3.9, to: 7.9, side: left) <= -70)
  }
}
