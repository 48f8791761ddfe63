import Foundation
import Testing

/// Wrong input is one sentence with a remedy and exit 2; nothing is touched, nothing half-written.
@Suite struct WrongInputTests {
  /// Runs a film that is wrong and returns what was said.
  func refused(_ film: Film, status: Int32 = 2, _ arguments: [String] = []) throws -> String {
    let video = try film.sha256("film.mp4")
    let outcome = try Outcome(of: film.process(["run", "film.yaml"] + arguments))
    #expect(outcome.status == status, "\(outcome.errors)")
    let errors = outcome.errors.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(outcome.errors)")
    #expect(try film.sha256("film.mp4") == video)
    #expect(!FileManager.default.fileExists(atPath: film.path("out/film.mkv")))
    let written = try? FileManager.default.contentsOfDirectory(atPath: film.path("out"))
    #expect((written ?? []).isEmpty)
    return errors.joined()
  }

  @Test func anUnknownKeyIsNamedWithItsPlace() throws {
    let film = try Film()
    try film.edit("film.yaml", "source_language", "sauce_language")
    let sentence = try refused(film)
    #expect(sentence.contains("film.yaml:3:1"))
    #expect(sentence.contains("`source_language`"))
  }

  @Test func aMissingFileIsNamed() throws {
    let film = try Film()
    try FileManager.default.removeItem(atPath: film.path("fr.vtt"))
    #expect(try refused(film).contains("fr.vtt"))
  }

  @Test func subtitlesInTheWrongLanguageAreRefusedUnlessAskedFor() throws {
    let film = try Film()
    try film.write(
      "es.srt",
      """
      1
      00:00:00,500 --> 00:00:04,000
      Nous sommes dans le port et la mer est calme.

      2
      00:00:04,500 --> 00:00:07,800
      Les bateaux ne sont pas là, mais ils vont venir.

      """)
    #expect(try refused(film).contains("es.srt"))
    try film.edit("film.yaml", "es: { ", "es: { check_language: false, ")
    #expect(try film.polydub("run", "film.yaml").status == 0)
  }

  @Test func whatIsLargerThanTheLimitsIsRefused() throws {
    let film = try Film()
    try film.edit("film.yaml", "languages:", "limits: { cues: 3 }\nlanguages:")
    try film.write("es.srt", Film.spanish + "4\n00:00:07,200 --> 00:00:07,900\nFin.\n\n")
    #expect(try refused(film).contains("more than 3 cues"))
    try film.edit("film.yaml", "cues: 3", "cues: 3, hours: 0")
    #expect(try refused(film).contains("`hours` must be a whole number"))
  }

  @Test func aPictureIsNotSubtitles() throws {
    let film = try Film()
    try tool(
      "ffmpeg",
      ["-v", "error", "-y", "-i", film.path("film.mp4"), "-frames:v", "1", film.path("p.jpg")])
    try FileManager.default.moveItem(atPath: film.path("p.jpg"), toPath: film.path("x.srt"))
    try film.edit("film.yaml", "es.srt", "x.srt")
    let sentence = try refused(film)
    #expect(sentence.contains("x.srt") && sentence.contains("JPEG"))
  }

  @Test func theOutputIsNeverAnInput() throws {
    let film = try Film()
    try film.edit("film.yaml", "output: out/film.mkv", "output: film.mp4")
    #expect(try refused(film).contains("output"))
  }

  @Test func aBrokenVideoIsRefused() throws {
    let film = try Film()
    try film.write("film.mp4", "this is not a video")
    #expect(try refused(film).contains("film.mp4"))
  }

  @Test func anOutputThatCannotBeWrittenIsRefusedBeforeAnyWork() throws {
    let film = try Film()
    try film.edit("film.yaml", "output: out/film.mkv", "output: film.mp4/film.mkv")
    #expect(try refused(film).contains("folder"))
    #expect(!FileManager.default.fileExists(atPath: film.path("store/results/speak")))
  }

  @Test func anUnknownVoiceIsRefusedWithTheNearest() throws {
    let film = try Film()
    try film.edit("film.yaml", "espeak/fr", "espeak/fr-bee")
    #expect(try refused(film).contains("fr-be"))
  }

  @Test func aMissingEspeakNamesItsPackage() throws {
    let film = try Film()
    let process = film.process(["run", "film.yaml"], environment: ["PATH": "/nowhere"])
    let outcome = try Outcome(of: process)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("espeak-ng"))
  }

  @Test(arguments: [
    ["run"], ["run", "--nope", "film.yaml"], ["bogus"], ["prune", "--days", "-1"],
  ])
  func wrongArgumentsExit2(arguments: [String]) throws {
    let film = try Film()
    let outcome = try Outcome(of: film.process(arguments))
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func helpAndVersionExitZeroOnStdout() throws {
    let film = try Film()
    for arguments in [["--help"], ["--version"], ["run", "--help"]] {
      let outcome = try Outcome(of: film.process(arguments))
      #expect(outcome.status == 0)
      #expect(!outcome.output.isEmpty)
    }
  }
}
