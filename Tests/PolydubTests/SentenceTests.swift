import Foundation
import Testing

/// Sentences that go on over several cues, on the built command.
@Suite struct SentenceTests {
  static let spanish = """
    1
    00:00:00,300 --> 00:00:01,700
    Cuando baja la marea,

    2
    00:00:01,800 --> 00:00:03,600
    los barcos vuelven al puerto.

    3
    00:00:04,500 --> 00:00:06,000
    Nadie pregunta.

    """

  func dub(_ segmentation: String) throws -> (film: Film, report: [String: Any]) {
    let film = try Film()
    try film.write("es.srt", Self.spanish)
    try film.write(
      "film.yaml",
      """
      video: film.mp4
      output: out/film.mkv
      languages: { es: { subtitles: es.srt } }
      segmentation: \(segmentation)
      mix: { mode: replace }
      """)
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (film, try outcome.json())
  }

  @Test func aSentenceIsOneCallAndItsPiecesAreAtTheirOwnCues() throws {
    let (_, report) = try dub("sentence")
    #expect(report["calls"] as? Int == 2)
    let lines = try #require(report["lines"] as? [[String: Any]])
    #expect(lines.map { $0["cue"] as? String } == ["1-2", "3"])
    let pieces = try #require(lines[0]["pieces"] as? [[String: Any]])
    #expect(pieces.count == 2)
    for piece in pieces {
      let onset = try #require(piece["onset_ms"] as? Double)
      #expect(abs(onset) <= 250)
    }
    let checks = try #require(report["checks"] as? [[String: Any]])
    #expect(checks.allSatisfy { $0["passed"] as? Bool == true })
  }

  /// Text for a third more time than there is.
  @Test func aLineThatMustBeFasterIsSpokenFasterRatherThanStretched() throws {
    let (film, _) = try dub("cue")
    try film.edit("es.srt", "00:00:04,500 --> 00:00:06,000", "00:00:04,500 --> 00:00:05,180")
    try film.write(
      "es.srt",
      String(contentsOfFile: film.path("es.srt"), encoding: .utf8)
        + "4\n00:00:05,200 --> 00:00:06,500\nNadie contesta nunca nada.\n")
    let report = try film.polydub("run", "film.yaml", "--json").json()
    #expect(report["calls"] as? Int == 1)
    #expect(try #require(report["respoken"] as? Int) > 0)
    let lines = try #require(report["lines"] as? [[String: Any]])
    let fast = try #require(lines.first { $0["cue"] as? String == "3" })
    #expect(try #require(fast["rate"] as? Double) > 1.05)
    #expect(abs(try #require(fast["stretch"] as? Double) - 1) < 0.05)
    #expect((fast["levers"] as? [String])?.contains("pace") == true)
    try film.edit("film.yaml", "mix: {", "fit: { respeak: never }\nmix: {")
    let stretched = try film.polydub("run", "film.yaml", "--json").json()
    let line = try #require(
      (stretched["lines"] as? [[String: Any]])?.first { $0["cue"] as? String == "3" })
    #expect(line["stretch"] as? Double == line["rate"] as? Double)
  }

  @Test func aTakePerCueIsThereForWhoWantsIt() throws {
    let (_, report) = try dub("cue")
    #expect(report["calls"] as? Int == 3)
  }

  @Test func movingTheSecondCueOfASentenceCallsNoProvider() throws {
    let (film, _) = try dub("sentence")
    try film.edit("es.srt", "00:00:01,800", "00:00:01,840")
    let moved = try film.polydub("run", "film.yaml", "--json")
    #expect(try moved.number("calls") == 0)
    #expect(try moved.number("made") > 0)
  }
}
