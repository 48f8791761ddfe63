import Foundation
import Testing

/// What the voice is given to say, on the built command.
@Suite struct WordingTests {
  func text(_ outcome: Outcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

  func film(_ wording: String) throws -> Film {
    let film = try Film()
    try film.edit("film.yaml", "voice: espeak/es }", "voice: espeak/es, \(wording) }")
    return film
  }

  @Test func aChangedLexiconEntryBuysOnlyTheLinesItTouches() throws {
    let film = try film("lexicon: words.yaml")
    try film.write("words.yaml", "mar: mare\n")
    let first = try film.polydub("run", "film.yaml", "--json")
    try #require(first.status == 0, "\(first.errors)")
    #expect(try first.number("calls") == 6)
    try film.write("words.yaml", "mar: maar\nnunca: nuunca\n")
    #expect(try film.polydub("run", "film.yaml", "--json").number("calls") == 1)
    try film.write("words.yaml", "mar: maar\nnada: naada\n")
    #expect(try film.polydub("run", "film.yaml", "--json").number("calls") == 0)
    let explained = try film.polydub("explain", "film.yaml", "es/speak/2")
    #expect(text(explained).contains("the lexicon changed"), "\(text(explained))")
  }

  @Test func thePlanShowsWhatIsSaidOtherwiseThanWritten() throws {
    let film = try film("lines: { 3: { say: Volvemos } }, direction: calm")
    try film.edit("es.srt", "El mar está en calma.", "Son 5 km/h.")
    let plan = try film.polydub("plan", "film.yaml")
    try #require(plan.status == 0, "\(plan.errors)")
    #expect(text(plan).contains("es: 2 lines are said otherwise than written"))
    #expect(text(plan).contains("es/2: Son 5 km/h. → Son 5 kilómetros por hora."))
    #expect(plan.errors.contains("`direction` is not followed by the voices of espeak"))
    let json = try film.polydub("plan", "film.yaml", "--json")
    #expect(text(json).contains("Volvemos a casa."))
  }

  @Test func aLexiconIsNeverOverwritten() throws {
    let film = try film("lexicon: out/film.mkv")
    try FileManager.default.createDirectory(
      atPath: film.path("out"), withIntermediateDirectories: true)
    try film.write("out/film.mkv", "mar: maar\n")
    #expect(try film.polydub("run", "film.yaml").status == 2)
  }
}
