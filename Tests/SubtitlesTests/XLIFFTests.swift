import Dubbing
import Testing

@testable import Subtitles

@Suite struct XLIFFTests {
  private static let timing = """
    1
    00:00:01,000 --> 00:00:02,000
    <i>Good morning.</i>

    2
    00:00:03,000 --> 00:00:04,500
    You came
    early.

    3
    00:00:05,000 --> 00:00:06,000
    Good morning.

    """

  private func timed(_ text: String, _ name: String, language: String? = "es") throws -> Script {
    let timing = SubtitleOptions.Timing(try read(Self.timing, "film.en.srt"), named: "film.en.srt")
    return try read(text, name, .init(language: language, timing: timing))
  }

  private func unit(_ id: String, _ source: String, _ target: String) -> String {
    "<trans-unit id=\"\(id)\"><source>\(source)</source><target>\(target)</target></trans-unit>\n"
  }

  private func document(_ units: String...) -> String {
    """
    <?xml version="1.0"?>
    <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
    <file original="film.srt" source-language="en" target-language="es"><body>
    \(units.joined())</body></file></xliff>
    """
  }

  @Test func unitsTakeTheTimesOfTheCuesTheyTranslate() throws {
    let script = try timed(
      document(
        unit("c", "Good morning.", "Buenos días."), unit("d", "Good morning.", "Buen día."),
        unit("a", "You came<x id='1' ctype='lb'/>early.", "Vino usted<x id='1' ctype='lb'/>pronto.")
      ),
      "film.es.xlf")
    #expect(
      script.cues == [
        cue(1000, 2000, "Buenos días."), cue(3000, 4500, "Vino usted\npronto."),
        cue(5000, 6000, "Buen día."),
      ])
    #expect(script.notices.isEmpty && script.format == "XLIFF")
  }

  @Test func versionTwoIsReadWithItsSegments() throws {
    let script = try timed(
      """
      <xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="es-MX">
      <file id="f1"><unit id="1"><segment><source>Good morning.</source><target>Buenos
      días.</target></segment></unit>
      <group id="g"><unit id="2"><originalData><data id="d1">\\n</data></originalData>
      <segment state="initial"><source>You came</source><target>Vino <pc id="1">usted</pc></target></segment>
      <ignorable><source> </source></ignorable>
      <segment><source>early.</source><target>pronto.<ph id="2" disp="♪"/></target></segment></unit></group>
      <unit id="3" translate="no"><segment><source>Good morning.</source></segment></unit></file></xliff>
      """, "film.xliff")
    #expect(script.cues.map(\.text) == ["Buenos\ndías.", "Vino usted pronto.", "Good morning."])
    #expect(script.cues[1].start == Time(milliseconds: 3000))
    #expect(script.notices.map(\.sentence) == ["This text is marked as unfinished (initial)."])
  }

  @Test func codesOfTheOriginalAreNeverSaid() throws {
    let script = try timed(
      document(
        unit(
          "1", "Good morning.",
          "<bpt id='1'>&lt;i&gt;</bpt>Buenos<ept id='1'>&lt;/i&gt;</ept> &lt;b&gt;días&lt;/b&gt;."),
        unit(
          "2", "x",
          "<g id='1'>Vino <mrk mtype='seg' mid='0'>usted</mrk></g><ph id='2'>\\n</ph>{\\an8}pronto."
        ),
        unit("3", "Good morning.", "Sí.")
          .replacing(
            "</trans-unit>", with: "<alt-trans><target>No.</target></alt-trans></trans-unit>")),
      "film.sdlxliff")
    #expect(script.cues.map(\.text) == ["Buenos días.", "Vino usted\npronto.", "Sí."])
  }

  @Test func wordsThatChangedGoByNumberAndAreTold() throws {
    let script = try timed(
      document(
        unit("1", "Good morning.", "A"), unit("3", "Good morning.", "C"),
        unit("2", "You were early.", "B")), "film.xlf")
    // Number 3 is the second of two equal texts, which is cue 3; number 2 can only be cue 2.
    #expect(script.cues.map(\.text) == ["A", "B", "C"])
    #expect(script.notices.map(\.line) == [6])
  }

  @Test func timesMayBeInTheUnitItself() throws {
    let text = document(
      "<trans-unit id='1' resname='00:00:07,500 --> 00:00:08,000'><source>x</source><target>A</target></trans-unit>\n",
      "<trans-unit id='2'><source>y</source><target>B</target><note>2\n00:00:09.000 --> 00:00:10.000</note></trans-unit>"
    )
    let script = try read(text, "film.xlf")
    #expect(script.cues == [cue(7500, 8000, "A"), cue(9000, 10000, "B")])
  }

  @Test(arguments: [
    (["1|Good morning.|A", "2|You came early.|B"], "no translation of the cue in line 11"),
    (
      ["1|Good morning.|A", "2|You came early.|", "3|Good morning.|C"],
      "this text is not translated"
    ),
    (
      ["1|Good morning.|A", "2|You came early.|B", "3|Good morning.|C", "9|More.|D"],
      "has no cue for this text"
    ),
  ])
  func whatHasNoPartnerIsRefused(_ units: [String], _ sentence: String) {
    let parts = units.map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
    let text = document(parts.map { unit($0[0], $0[1], $0[2]) }.joined())
    #expect { try timed(text, "film.xlf") } throws: { "\($0)".contains(sentence) }
  }

  @Test func anotherLanguageIsRefused() {
    let text = document(unit("1", "Good morning.", "A"))
    #expect { try timed(text, "film.xlf", language: "fr") } throws: {
      "\($0)".hasPrefix("film.xlf:3: is a translation into `es`")
    }
  }

  @Test func aFileWithoutTimesSaysWhatToGive() {
    #expect { try read(document(unit("1", "x", "A")), "film.xlf") } throws: {
      "\($0)".contains("film.xlf:4") && "\($0)".contains("timing:")
    }
  }

  @Test(arguments: [
    "<xliff version='1.2'><file><body><trans-unit id='1'></body></file></xliff>",
    "<!DOCTYPE x [<!ENTITY a \"b\">]><xliff/>", "<xliff/>", "<xliff",
  ])
  func damageIsRefused(_ text: String) {
    #expect(throws: SubtitleError.self) { try timed(text, "film.xlf") }
  }

  @Test func aTableNeedsNoTimesEither() throws {
    let text =
      "ID;Source;Target;Status\n1;Good morning.;\"Buenos;\ndías.\";done\n2;\"You came\nearly.\";Pronto.;fuzzy\n"
    let script = try timed(text + "3;Good morning.;Sí.;done\n", "film.csv")
    #expect(script.cues.map(\.text) == ["Buenos;\ndías.", "Pronto.", "Sí."])
    #expect(script.notices.map(\.sentence).contains { $0.contains("fuzzy") })
    #expect(script.format == "translation table")
    #expect(
      try timed("key,en,es\n1,,A\n2,,B\n3,,C\n", "film.csv").cues.map(\.text) == ["A", "B", "C"])
  }
}
