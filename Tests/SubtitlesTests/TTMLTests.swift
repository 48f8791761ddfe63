import Dubbing
import Testing

@testable import Subtitles

@Suite struct TTMLTests {
  private func readBody(
    _ body: String, _ attributes: String = "", head: String = ""
  ) throws(SubtitleError) -> Script {
    try read(
      "<?xml version=\"1.0\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\" \(attributes)>"
        + "<head>\(head)</head>\n\(body)\n</tt>", "a.ttml")
  }

  @Test func paragraphsAreCues() throws {
    let script = try readBody(
      "<body><div>\n<p begin=\"1s\" end=\"00:00:02.5\">One  <span>two</span><br/>\n three &amp; &#52;"
        + "</p><p begin=\"1s\" end=\"2500ms\">Other</p></div></body>")
    #expect(script.cues == [cue(1000, 2500, "One two\nthree & 4"), cue(1000, 2500, "Other")])
    #expect(script.lines == [4, 5])
    #expect(script.format == "TTML")
  }

  @Test(arguments: [
    ("36f", "ttp:frameRate=\"24\""), ("00:00:01:12", "ttp:frameRate=\"24\""), ("1.5s", ""),
    ("3t", "ttp:tickRate=\"2\""), ("1500ms", ""), ("0.025m", ""),
    ("36f", "ttp:frameRate=\"48\" ttp:frameRateMultiplier=\"1 2\""),
  ])
  func everyTimeExpressionCounts(_ time: String, _ attributes: String) throws {
    let script = try readBody(
      "<body><div><p begin=\"\(time)\" dur=\"1s\">A</p></div></body>", attributes)
    #expect(script.cues == [cue(1500, 2500, "A")])
  }

  @Test func sequencesCountFromTheChildBefore() throws {
    let script = try readBody(
      "<body begin=\"10s\"><div timeContainer=\"seq\" end=\"6s\"><p dur=\"2s\">A</p>"
        + "<p begin=\"1s\" dur=\"9s\">B</p><p dur=\"1s\">C</p></div></body>")
    #expect(script.cues == [cue(10_000, 12_000, "A"), cue(13_000, 16_000, "B")])
    #expect(script.notices.count == 1)
  }

  @Test func timedSpansAreCuesOfTheirOwn() throws {
    let script = try readBody(
      "<body><div><p begin=\"1s\" end=\"9s\"><span begin=\"0s\" end=\"1s\">A</span> "
        + "<span begin=\"2s\" end=\"3s\">B</span></p></div></body>")
    #expect(script.cues == [cue(1000, 2000, "A"), cue(3000, 4000, "B")])
  }

  @Test func anAgentWithANameIsTheSpeaker() throws {
    let script = try readBody(
      "<body><div><p begin=\"1s\" end=\"2s\" ttm:agent=\"a\">A</p></div></body>",
      head: "<metadata><ttm:agent xml:id=\"a\"><ttm:name>Ana</ttm:name></ttm:agent></metadata>")
    #expect(script.cues == [cue(1000, 2000, "A", "Ana")])
  }

  @Test func spaceIsKeptOnlyOnRequest() throws {
    let p = "begin=\"1s\" end=\"2s\">A\nB</p>"
    let script = try readBody("<body><div><p \(p)<p xml:space=\"preserve\" \(p)</div></body>")
    #expect(script.cues.map(\.text) == ["A B", "A\nB"])
  }

  @Test func textWithoutAnEndLastsUntilTheNext() throws {
    let script = try readBody("<body><div><p begin=\"1s\">A</p><p begin=\"3s\">B</p></div></body>")
    #expect(script.cues == [cue(1000, 3000, "A"), cue(3000, 8000, "B")])
    #expect(script.notices.count == 2)
  }

  @Test func entitiesOfTheDocumentAreRefusedAtOnce() {
    let bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE tt [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
      + "<tt ><body><div><p begin=\"1s\" end=\"2s\">&b;</p></div></body></tt>"
    #expect { try read(bomb, "a.ttml") } throws: { "\($0)".contains("entities of its own") }
  }

  @Test(arguments: [
    "<body><div><p begin=\"soon\">A</p></div></body>", "<body><div></body>", "<body a=b></body>",
    "<body><p>a < b</p></body>",
  ])
  func damageIsRefusedWithItsLine(_ body: String) {
    #expect { try readBody(body) } throws: { "\($0)".hasPrefix("a.ttml:3: ") }
  }
}
