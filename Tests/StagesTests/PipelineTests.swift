import Dubbing
import Foundation
import Testing

@testable import Stages

/// A pipeline in text, with what a test wants to change.
func yaml(
  video: String = "film.mp4", output: String = "film.dub.mkv",
  languages: String = "  es: { subtitles: es.srt }", more: String = ""
) -> String {
  "video: \(video)\noutput: \(output)\nlanguages:\n\(languages)\n\(more)\n"
}

func pipeline(_ text: String) throws -> Pipeline {
  try Pipeline(yaml: text, file: "/films/film.yaml")
}

func refusal(_ text: String) -> PipelineError? {
  do {
    _ = try pipeline(text)
    return nil
  } catch {
    return error as? PipelineError
  }
}

@Suite struct PipelineTests {
  @Test func pathsStartAtTheFolderOfTheFile() throws {
    let pipeline = try pipeline(yaml(video: "../raw/film.mp4"))
    #expect(pipeline.video == "/raw/film.mp4")
    #expect(pipeline.output.path == "/films/film.dub.mkv")
    guard case .file(let path, nil, nil, nil) = pipeline.languages[0].subtitles else {
      Issue.record("the subtitles should be a file")
      return
    }
    #expect(path == "/films/es.srt")
  }

  @Test func aLanguageWithoutAVoiceIsSpokenByEspeak() throws {
    let dubbed = try pipeline(yaml()).languages[0]
    #expect(dubbed.voice.description == "espeak/es")
    #expect(dubbed.checksLanguage)
  }

  @Test func languagesKeepTheirOrder() throws {
    let lines = ["zh", "de", "pt-BR", "ar"].map { "  \($0): { subtitles: x.srt }" }
    let tags = try pipeline(yaml(languages: lines.joined(separator: "\n"))).languages
    #expect(tags.map(\.language) == ["zh", "de", "pt-BR", "ar"])
  }

  @Test func norwegianIsALanguageAndNotTheWordNo() throws {
    let tags = try pipeline(yaml(languages: "  no: { subtitles: no.srt }")).languages
    #expect(tags.map(\.language) == ["no"])
  }

  @Test(arguments: [
    ("voise: espeak/es", "voice"), ("castt: {}", "cast"), ("subtitle: x", "subtitles"),
  ])
  func anUnknownKeyIsNamedWithTheNearestRightOne(wrong: String, right: String) throws {
    let fault = try #require(
      refusal(yaml(languages: "  es:\n    subtitles: es.srt\n    \(wrong)")))
    #expect(fault.sentence.contains("`\(right)`"))
    #expect(fault.line == 6)
    #expect(fault.column == 5)
    #expect(fault.description.hasPrefix("/films/film.yaml:6:5: "))
  }

  @Test(arguments: [
    "", "[1, 2]", "video: a.mp4", "video: a.mp4\noutput: b.mkv\nlanguages: {}",
    "video: [a]\noutput: b.mkv\nlanguages: { es: { subtitles: x } }", "video: 'open",
    "&a [*a]", "video: a\nvideo: b\n", "video: {a: &x [*x]}",
  ])
  func whatIsNoPipelineIsRefusedInOneSentence(text: String) throws {
    let fault = try #require(refusal(text))
    #expect(!fault.sentence.contains("\n"))
  }

  @Test(arguments: [
    ("mix: { mode: dukc }", "duck"), ("mix: { depth: 900 }", "0 to 60"),
    ("output2: x", "output"), ("default_track: fr", "`original`"),
    ("tracks: ../t.flac", "{language}"), ("audio: { codec: mp3 }", "aac"),
    ("subtitle_tracks: maybe", "true or false"), ("providers: { a: { type: qwen } }", "espeak"),
    ("mix: { loudness: strem }", "stream"), ("mix: { loudness: { true_peak: -1 } }", "integrated"),
    ("mix: { loudness: { integrated: 3 } }", "-50 to -5"), ("mix: { loudness: [1] }", "text"),
    ("mix: { loudness: { integrated: -18, peak: -1 } }", "true_peak"),
    ("source_language: '!!'", "language tag"), ("fit: { preset: of-screen }", "off-screen"),
    ("fit: { late: soon }", "0 to 10000"), ("fit: { tempo: 135 }", "`comfortable_rate`"),
  ])
  func aWrongValueIsRefusedWithWhatIsRight(wrong: String, right: String) throws {
    let fault = try #require(refusal(yaml(more: wrong)))
    #expect(fault.sentence.contains(right), "\(fault.sentence)")
    #expect(fault.line != nil)
  }

  @Test func everyConstantOfTheFitCanBeGivenBesideThePreset() throws {
    for key in FitConstants.keys {
      let value = try #require(
        [key.range.lowerBound, key.range.upperBound].first {
          (try? pipeline(yaml(more: "fit: { preset: lector, \(key.name): \($0) }"))) != nil
        })
      let constants = try pipeline(
        yaml(more: "fit: { preset: lector, \(key.name): \(value) }")
      ).fit
      var expected = FitConstants.lector
      expected[keyPath: key.path] = value
      #expect(constants == expected)
    }
  }

  @Test func theTempoIsANumberOrLeftToTheTrack() throws {
    #expect(try pipeline(yaml()).tempo == .given)
    #expect(try pipeline(yaml(more: "fit: { tempo: auto }")).tempo == .auto)
    #expect(try pipeline(yaml(more: "fit: { tempo: 110 }")).fit.tempo == 110)
    #expect(try pipeline(yaml(more: "fit: { respeak: paid }")).respeak == .paid)
    #expect(refusal(yaml(more: "fit: { early: auto }")) != nil)
  }

  @Test func loudnessIsAPresetOrNumbers() throws {
    #expect(try pipeline(yaml()).loudness == .match)
    for (name, target) in LoudnessTarget.presets {
      #expect(try pipeline(yaml(more: "mix: { loudness: \(name) }")).loudness == target)
    }
    let own = "mix: { loudness: { integrated: -18.25, true_peak: -3 } }"
    #expect(
      try pipeline(yaml(more: own)).loudness == LoudnessTarget(.integrated(-1825), truePeak: -300))
  }

  @Test func aLectorSpeaksLateUnlessToldOtherwise() throws {
    #expect(try pipeline(yaml(more: "mix: { mode: lector }")).fit == .lector)
    let told = try pipeline(yaml(more: "mix: { mode: lector }\nfit: { preset: off-screen }"))
    #expect(told.fit == .offScreen)
    #expect(told.mix.ducking == .usual(for: .lector))
  }

  @Test func everyPartOfADuckingCanBeChosen() throws {
    let mix = try pipeline(
      yaml(
        more: "mix: { depth: 12.5, fade_down: 90, early: 40, hold: 80, fade_up: 250, "
          + "bridged_gap: 600, pan: { ANA: -30 }, levelling: off }")
    ).mix
    var ducking = Ducking(depth: 1250)
    ducking.fadeDown = 90
    ducking.early = 40
    ducking.hold = 80
    ducking.fadeUp = 250
    ducking.bridgedGap = 600
    #expect(mix.ducking == ducking)
    #expect(mix.pan(of: "Ana") == -30 && mix.pan(of: "ANAS") == 0 && mix.pan(of: nil) == 0)
    #expect(mix.levelling == .off && mix.mode == .duck)
    #expect(mix.unheard(among: ["ana"]).isEmpty)
    #expect(mix.unheard(among: ["Anna", "Blas"]).first?.contains("`Anna`") == true)
  }

  @Test func noInputMayBeTheOutput() throws {
    #expect(refusal(yaml(video: "a.mkv", output: "a.mkv")) != nil)
    #expect(refusal(yaml(video: "a.mkv", output: "x/../a.mkv")) != nil)
  }

  @Test func aVoiceOfAnUnknownProviderIsRefused() throws {
    let fault = try #require(
      refusal(yaml(languages: "  es: { subtitles: a.srt, voice: espeek/es }")))
    #expect(fault.sentence.contains("`espeak`"))
  }

  @Test func everyRuleOfTheSpokenTextCanBeSwitchedOff() throws {
    for (name, rule) in SpokenTextRules.names {
      let rules = try pipeline(yaml(more: "spoken_text: { \(name): off }")).spokenText
      #expect(!rules.contains(rule), "\(name)")
      #expect(rules.union(rule) == .all, "\(name)")
    }
  }
}
