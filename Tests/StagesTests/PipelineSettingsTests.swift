import Foundation
import Stages
import Testing

@Suite struct PipelineSettingsTests {
  private func settings(_ yaml: String) throws -> [String: String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data(yaml.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return Pipeline.settings(in: file.path)
  }

  @Test func noWordOfTheScriptIsKept() throws {
    let kept = try settings(
      """
      languages:
        es:
          lexicon: { Canary: canary }
          direction: canary
          lines: { 3: { say: canary, pace: 110 } }
        fr: { lexicon: [{ written: Canary, spoken: canary, case: any }] }
        de: { lexicon: words.yaml }
      providers: { qwen: { base_url: "https://canary.example", key: env:CANARY } }
      """)
    #expect(!"\(kept)".lowercased().contains("canary"), "\(kept)")
    #expect(kept["languages.es.lines.3.pace"] == "110")
    #expect(kept["languages.de.lexicon"] == "words.yaml")
  }

  @Test func anEditedWordIsAnEditedLexicon() throws {
    func lexicon(_ words: String) throws -> String? {
      try settings("languages: { es: { lexicon: \(words) } }")["languages.es.lexicon"]
    }
    let first = try lexicon("{ a: x, b: y }")
    #expect(try first != nil && lexicon("{ b: y, a: x }") == first)
    #expect(try lexicon("{ a: x, b: z }") != first)
  }
}
