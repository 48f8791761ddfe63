import Dubbing
import Engine
import Foundation
import Testing
import Voices

@testable import Stages

@Suite struct WordLinesTests {
  let voice = Voice(provider: "espeak", model: "m", name: "de")

  func words(
    _ texts: [String], _ rules: WordingRules, cues: [Cue] = [], speaker: String? = nil,
    provider: any Synthesizer = Espeak()
  ) async throws -> [Line] {
    let lines = texts.map { Line(text: $0, language: "de", voice: voice) }
    return try await words(
      lines, rules, cues: cues, speaker: speaker, provider: provider, named: "espeak")
  }

  func words(
    _ lines: [Line], _ rules: WordingRules = .init(), cues: [Cue] = [], speaker: String? = nil,
    provider: any Synthesizer, named name: String = "own"
  ) async throws -> [Line] {
    let studio = try Studio()
    var providers = Providers()
    providers.register(provider, as: name)
    let segments = lines.enumerated().map { index, line in
      Segment(
        cue: index + 1,
        slot: Slot(
          start: Time(milliseconds: index * 1000), end: Time(milliseconds: index * 1000 + 900)),
        speaker: speaker,
        text: line.text)
    }
    return try await WordLines(rules, providers, language: "de")
      .run((lines, segments, cues), in: studio.workspace)
  }

  @Test func aLineNothingAppliesToIsTheLineItWas() async throws {
    let line = try await words(["Guten Tag."], .init())[0]
    #expect(line == Line(text: "Guten Tag.", language: "de", voice: voice))
    let bytes = try JSONEncoder().encode(line)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("direction"))
  }

  @Test func theLexiconComesBeforeWhatIsSpeltOut() async throws {
    var rules = WordingRules()
    rules.lexicon = Lexicon([.init(written: "5 km", spoken: "fünf Kilo")])
    #expect(try await words(["5 km und 6 km"], rules)[0].text == "fünf Kilo und 6 Kilometer")
    rules.spellOut = .off
    #expect(try await words(["5 km und 6 km"], rules)[0].text == "fünf Kilo und 6 km")
    rules.spellOut = .all
    #expect(try await words(["Es sind 6."], rules)[0].text == "Es sind sechs.")
  }

  /// Instruct models of Qwen-TTS read figures in Chinese.
  @Test func anInstructModelIsGivenNoFigures() async throws {
    for (model, text) in [
      ("qwen3-tts-instruct-flash", "Es sind sechs."), ("qwen3-tts-flash", "Es sind 6."),
    ] {
      let provider = DashScope(DashScopeAccount(name: "qwen", model: model)) { _ in nil }
      let voice = try provider.voice(named: "Cherry", language: "de")
      let line = Line(text: "Es sind 6.", language: "de", voice: voice)
      #expect(try await words([line], provider: provider)[0].text == text)
    }
  }

  @Test func aSingleLineIsSaidAsAskedAndAtItsPace() async throws {
    var rules = WordingRules()
    rules.lines["2"] = LineNote(say: "5 km!", pace: 110)
    rules.lines["1"] = LineNote(pace: 200)
    let lines = try await words(["eins", "zwei"], rules)
    #expect(lines.map(\.text) == ["eins", "5 km!"])
    #expect(lines.map(\.pace) == [150, 110])
  }

  @Test func whatTheSubtitleFileAsksYieldsToThePipeline() async throws {
    let cue = Cue(
      start: .zero, end: Time(seconds: 1), text: "eins",
      note: LineNote(say: "Datei", pace: 120))
    var rules = WordingRules()
    #expect(try await words(["eins"], rules, cues: [cue])[0].text == "Datei")
    rules.lines["1"] = LineNote(say: "YAML")
    let line = try await words(["eins"], rules, cues: [cue])[0]
    #expect(line.text == "YAML" && line.pace == 120)
  }

  @Test func aNoteForALineThatIsNotSpokenIsAnError() async throws {
    var rules = WordingRules()
    rules.lines["9"] = LineNote(say: "x")
    await #expect(throws: InputError.self) { try await words(["eins"], rules) }
  }

  @Test func onlyVoicesThatFollowADirectionAreGivenOne() async throws {
    var rules = WordingRules()
    rules.direction = "ruhig"
    rules.directions["Ana"] = "leise"
    rules.lines["2"] = LineNote(direction: "laut")
    #expect(try await words(["a", "b"], rules).map(\.direction) == [nil, nil])
    let lines = try await words(["a", "b"], rules, speaker: "ANA", provider: Actor())
    #expect(lines.map(\.direction) == ["leise", "laut"])
    #expect(try await words(["a", "b"], rules, provider: Actor())[0].direction == "ruhig")
  }

  @Test func whatAVoiceReadsRightIsLeftToIt() async throws {
    #expect(try await words(["5,99 €"], .init(), provider: Actor())[0].text == "5,99 €")
    #expect(try await words(["5,99 €"], .init())[0].text == "5,99 Euro")
  }

  /// A voice that follows directions, which none here does yet.
  private struct Actor: Synthesizer {
    static let type = Espeak.type  // as the voices of these lines have it
    var source: DigitalSource { .algorithmicMedia }
    var tariff: Tariff { .free }
    var followsDirection: Bool { true }
    var catalogue: [VoiceListing] { [] }
    func voice(named name: String, language: String) throws(SpeechError) -> Voice {
      throw SpeechError(.missingVoice, "none")
    }
    func speak(_ line: Line, under conduct: Conduct) throws(SpeechError) -> Speech {
      throw SpeechError(.unavailable, "none")
    }
  }
}

@Suite struct WordingKeyTests {
  func rules(_ more: String) throws -> WordingRules {
    try pipeline(yaml(languages: "  es:\n    subtitles: es.srt\n\(more)")).languages[0].wording
  }

  @Test func aLexiconIsAMapOrAList() throws {
    #expect(try rules("    lexicon: { Nginx: engine x }").lexicon.entries[0].spoken == "engine x")
    let entry = try rules(
      "    lexicon:\n      - { written: it, spoken: i t, case: exact, speaker: ANA }"
    ).lexicon.entries[0]
    #expect(
      entry == .init(written: "it", spoken: "i t", letterCase: .exact, speaker: "ANA"))
  }

  @Test func aLexiconFileSaysWhereItIsWrong() throws {
    let studio = try Studio()
    let file = studio.path("lexicon.yaml")
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
    try write("Nginx: engine x\n")
    #expect(try rules("    lexicon: \(file)").lexicon.entries.count == 1)
    try write("- { written: a, spoken: b }\n- { written: c, spokn: d }\n")
    #expect { try rules("    lexicon: \(file)") } throws: {
      "\($0)".hasPrefix("\(file):2:") && "\($0)".contains("`spoken`")
    }
    try write("- { written: a, spoken: b }\n- { written: a, spoken: d }\n")
    #expect { try rules("    lexicon: \(file)") } throws: { "\($0)".hasPrefix("\(file):2:") }
    #expect { try rules("    lexicon: \(file).no") } throws: { "\($0)".contains("cannot be read") }
  }

  @Test func directionsAndLinesAreRead() throws {
    let rules = try rules(
      """
          spell_out: all
          direction: { default: calm, ANA: whispering }
          lines: { 17: { say: "Hola", pace: 110 }, 18-19: { direction: loud } }
      """)
    #expect(rules.spellOut == .all && rules.direction == "calm")
    #expect(rules.directions == ["ANA": "whispering"])
    #expect(rules.lines["17"] == LineNote(say: "Hola", pace: 110))
    #expect(rules.lines["18-19"]?.direction == "loud")
  }

  @Test(arguments: [
    "    lines: { x: { say: a } }", "    lines: { 1: { pace: 500 } }", "    spell_out: some",
    "    lines: { 1: { tone: a } }", "    lexicon: { a: }",
  ])
  func nonsenseIsRefusedWithItsPlace(_ more: String) throws {
    #expect { try rules(more) } throws: { ($0 as? PipelineError)?.line != nil }
  }
}
