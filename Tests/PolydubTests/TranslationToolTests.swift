import Foundation
import Testing

/// Translations as translation tools export them, without times of their own.
@Suite struct TranslationToolTests {
  private func export(_ texts: [(String, String)]) -> String {
    let units = texts.enumerated().map { index, text in
      "<trans-unit id=\"\(index + 1)\"><source>\(text.0)</source><target>\(text.1)</target></trans-unit>"
    }
    return """
      <xliff version="1.2"><file source-language="fr" target-language="es" original="fr.vtt"><body>
      \(units.joined(separator: "\n"))
      </body></file></xliff>
      """
  }

  private func film() throws -> Film {
    let film = try Film()
    try film.write(
      "es.xlf",
      export([
        ("Bonjour à tous.", "Buenos días a todos."), ("La mer est calme.", "El mar está en calma."),
        ("Nous rentrons chez nous.", "Volvemos a casa."),
      ]))
    return film
  }

  @Test func anExportIsDubbedAsItsSubtitlesAre() throws {
    let film = try film()
    let first = try film.polydub("run", "film.yaml", "--json")
    try #require(first.status == 0, "\(first.errors)")
    let dub = try film.sha256("out/film.mkv")
    try film.edit(
      "film.yaml", "subtitles: es.srt", "subtitles: { file: es.xlf, timing: fr.vtt }")
    let second = try film.polydub("run", "film.yaml", "--json")
    try #require(second.status == 0, "\(second.errors)")
    #expect(try second.number("calls") == 0)
    #expect(try film.sha256("out/film.mkv") == dub)
  }

  @Test func anExportAloneSaysWhatIsMissing() throws {
    let film = try film()
    try film.edit("film.yaml", "subtitles: es.srt", "subtitles: es.xlf")
    let outcome = try film.polydub("run", "film.yaml", "--json")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("es.xlf:2: this text has no time"), "\(outcome.errors)")
  }

  @Test func aVoiceTrackTakesTheTimingToo() throws {
    let film = try film()
    let outcome = try film.polydub(
      "speak", "es.xlf", "--language", "es", "--timing", "fr.vtt", "-o", "es.wav", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.number("calls") == 3)
  }
}
