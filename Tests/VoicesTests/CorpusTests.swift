import Dubbing
import Foundation
import Testing

@testable import Voices

private let corpus = ProcessInfo.processInfo.environment["POLYDUB_CORPUS"]

@Suite(.enabled(if: corpus != nil, "set POLYDUB_CORPUS to the folder of real subtitles"))
struct CorpusTests {
  /// The text lines of a subtitle file that have a letter in them, read without ceremony.
  private func lines(_ path: String) throws -> [String] {
    let file = URL(filePath: try #require(corpus)).appending(path: "subtitles/\(path)")
    return try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { String($0) }
      .filter { line in !line.contains("-->") && line.contains { $0.isLetter } }
  }

  @Test func noKanjiOfAFilmIsSpokenAsALetter() async throws {
    let reader = JapaneseReader(search: .environment)
    let version = try await reader.version()
    for line in try lines("elephants-dream-vtt/ja.vtt") {
      let read = try await reader.read(speakable(line), by: version)
      let said = try await phonemes(EspeakSpelling.spelled(read, for: "ja"), voice: "ja")
      #expect(!said.contains("l'et@"), "\(line) → \(read)")
    }
  }

  @Test(arguments: [
    ("ableplayer-wwa/ja.vtt", "ja"), ("ableplayer-blocks4all/ko.vtt", "ko"),
    ("ableplayer-itaccess/zh-CN.vtt", "zh-CN"), ("tears-of-steel/ru.vtt", "ru"),
    ("ableplayer-blocks4all/pt-br.vtt", "pt-BR"),
  ])
  func everyLineOfAFilmIsSpokenAtAHumanRate(path: String, language: String) async throws {
    let espeak = Espeak()
    let voice = try await espeak.voice(named: "default", language: language)
    let texts = try lines(path)
    var sound = 0.0
    for text in texts {
      let line = Line(text: text, language: language, voice: voice)
      sound += try await seconds(espeak.speak(line))
    }
    let rate = Double(texts.reduce(0) { $0 + $1.count }) / sound
    #expect((3...18).contains(rate), "\(rate) characters a second")
  }
}
