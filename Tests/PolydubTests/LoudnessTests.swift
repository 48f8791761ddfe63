import Foundation
import Testing

/// How loud the finished file is, and what is said about it.
@Suite struct LoudnessTests {
  @Test func aDubIsAsLoudAsItIsAskedToBe() throws {
    let film = try Film()
    try film.write("film.yaml", Film.pipeline + "\nmix: { loudness: stream }")
    let run = try film.polydub("run", "film.yaml", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let checks = try #require(run.json()["checks"] as? [[String: Any]])
    let claims = checks.compactMap { $0["claim"] as? String }
    #expect(claims.contains("es: loudness −16.0 LUFS"))
    #expect(claims.contains("fr: true peak under −1.5 dBTP"))
    for track in 1...2 {
      let heard = try loudness(film, track: track)
      #expect(abs(heard.integrated + 16) <= 0.35, "\(heard)")
      #expect(heard.peak <= -1.5, "\(heard)")
    }
  }

  /// Another loudness encodes again; nothing is spoken or mixed again.
  @Test func anotherLoudnessMixesNothingAgain() throws {
    let film = try Film()
    #expect(try film.polydub("run", "film.yaml", "--json").status == 0)
    try film.write("film.yaml", Film.pipeline + "\nmix: { loudness: netflix }")
    let run = try film.polydub("run", "film.yaml", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.number("calls") == 0)
    // Per language the voices alone, their loudness and the encoder; then mux and check.
    #expect(try run.number("made") == 8)
  }

  @Test func theNumberOfJobsChangesNoByte() throws {
    let film = try Film()
    #expect(try film.polydub("run", "film.yaml", "--jobs", "1").status == 0)
    let one = try film.sha256("out/film.mkv")
    try FileManager.default.removeItem(atPath: film.path("store"))
    #expect(try film.polydub("run", "film.yaml", "--jobs", "8").status == 0)
    #expect(try film.sha256("out/film.mkv") == one)
  }

  @Test func aVoiceTrackTakesALoudness() throws {
    let film = try Film()
    let spoken = try film.polydub("speak", "es.srt", "-o", "es.wav", "--loudness", "ebu-r128")
    #expect(spoken.status == 0, "\(spoken.errors)")
    let heard = try loudness(film, file: "es.wav", track: 0)
    #expect(abs(heard.integrated + 23) <= 0.35, "\(heard)")
    let wrong = try film.polydub("speak", "es.srt", "-o", "es.wav", "--loudness", "ebu")
    #expect(wrong.status != 0)
    #expect(wrong.errors.contains("ebu-r128"))
  }

  /// What ffmpeg hears, in LUFS and dBTP.
  private func loudness(_ film: Film, file: String = "out/film.mkv", track: Int) throws -> (
    integrated: Double, peak: Double
  ) {
    let script =
      "ffmpeg -nostats -i '\(film.path(file))' -map 0:a:\(track) -af ebur128=peak=true -f null - 2>&1"
    let text = try tool("sh", ["-c", script])
    let summary = text.components(separatedBy: "Summary:").last ?? ""
    let level = summary.firstMatch(of: /I:\s+(-?[0-9.]+) LUFS/)
    let peak = summary.firstMatch(of: /Peak:\s+(-?[0-9.]+) dBFS/)
    return (
      try #require(level.flatMap { Double($0.1) }, "\(text.suffix(300))"),
      try #require(peak.flatMap { Double($0.1) })
    )
  }
}
