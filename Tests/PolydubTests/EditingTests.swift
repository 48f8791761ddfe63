import Foundation
import Testing

/// What a rerun costs after an edit: the promise polydub is built around.
@Suite struct EditingTests {
  /// A film dubbed once.
  func dubbed() throws -> Film {
    let film = try Film()
    let first = try film.polydub("run", "film.yaml", "--json")
    #expect(first.status == 0, "\(first.errors)")
    #expect(try first.number("calls") == 6)
    return film
  }

  func run(_ film: Film) throws -> Outcome {
    let outcome = try film.polydub("run", "film.yaml", "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  @Test func aSecondRunMakesNothing() throws {
    let film = try dubbed()
    let again = try run(film)
    #expect(try again.number("made") == 0)
    #expect(try again.number("calls") == 0)
  }

  @Test func oneEditedLineIsOneCallAndTheUndoIsByteIdentical() throws {
    let film = try dubbed()
    let first = try film.sha256("out/film.mkv")
    try film.edit("es.srt", "en calma", "muy tranquila")
    #expect(try run(film).number("calls") == 1)
    #expect(try film.sha256("out/film.mkv") != first)
    try film.edit("es.srt", "muy tranquila", "en calma")
    let undone = try run(film)
    #expect(try undone.number("calls") == 0)
    #expect(try undone.number("made") <= 3)
    #expect(try film.sha256("out/film.mkv") == first)
  }

  @Test func movingACueCallsNoProvider() throws {
    let film = try dubbed()
    try film.edit("es.srt", "00:00:02,500", "00:00:02,540")
    let moved = try run(film)
    #expect(try moved.number("calls") == 0)
    #expect(try moved.number("made") > 0)
  }

  @Test func aLineInsertedInTheMiddleIsOneCall() throws {
    let film = try dubbed()
    try film.edit(
      "es.srt", "3\n00:00:05", "3\n00:00:04,550 --> 00:00:04,950\nSí.\n\n4\n00:00:05")
    #expect(try run(film).number("calls") == 1)
  }

  @Test func equalLinesAreSpokenOnce() throws {
    let film = try Film()
    try film.edit("es.srt", "Volvemos a casa.", "Buenos días a todos.")
    #expect(try run(film).number("calls") == 5)
  }

  @Test func editedWhiteSpaceIsOnlyReadAgain() throws {
    let film = try dubbed()
    try film.edit("es.srt", "El mar está", "\tEl  mar   está ")
    try film.edit("es.srt", "\n\n3\n", "\n\n\n\n3\n")
    #expect(try run(film).number("made") == 1)
  }

  @Test func aMissingOutputIsRemadeFromTheStore() throws {
    let film = try dubbed()
    let first = try film.sha256("out/film.mkv")
    try FileManager.default.removeItem(atPath: film.path("out/film.mkv"))
    let again = try run(film)
    #expect(try again.number("calls") == 0)
    #expect(try film.sha256("out/film.mkv") == first)
  }

  @Test func theNumberOfJobsChangesNoByte() throws {
    let (one, eight) = (try Film(), try Film())
    try one.polydub("run", "film.yaml", "--jobs", "1")
    try eight.polydub("run", "film.yaml", "--jobs", "8")
    #expect(try one.sha256("out/film.mkv") == eight.sha256("out/film.mkv"))
  }

  @Test func aRecordingReplacesItsLineAlone() throws {
    let film = try dubbed()
    try tool(
      "espeak-ng", ["-v", "es+f3", "-w", film.path("human.wav"), "Volvemos por fin a casa"])
    try film.edit(
      "film.yaml", "voice: espeak/es }", "voice: espeak/es, takes: { \"3\": human.wav } }")
    let first = try film.sha256("out/film.mkv")
    #expect(try run(film).number("calls") == 0)
    #expect(try film.sha256("out/film.mkv") != first)
  }
}
