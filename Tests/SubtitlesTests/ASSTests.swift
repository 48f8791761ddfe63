import Dubbing
import Testing

@testable import Subtitles

@Suite struct ASSTests {
  private func readEvents(_ events: String, name: String = "a.ass") throws(SubtitleError) -> Script
  {
    try read(
      """
      [Script Info]
      Title: x
      [V4+ Styles]
      Format: Name, Fontname
      Style: Default,Arial
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      \(events)
      """, name)
  }

  @Test func dialogueIsReadAndCommentsAreNot() throws {
    let script = try readEvents(
      """
      Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Not this
      Dialogue: 0,0:00:01.50,0:00:02.75,Default,Ana,0,0,0,,{\\i1}Hello{\\i0}, you\\Nthere\\hnow{note}
      """)
    #expect(script.cues == [cue(1500, 2750, "Hello, you\nthere now", "Ana")])
    #expect(script.lines == [9])
  }

  @Test func drawingsAreLeftOut() throws {
    let script = try readEvents(
      """
      Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,{\\pos(1,2)\\p1}m 0 0 l 10 10{\\p0}
      Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\pos(1,2)\\p0}Sign
      """)
    #expect(script.cues == [cue(1000, 2000, "Sign")])
    #expect(script.notices.map(\.line) == [8])
  }

  @Test func theFormatLineOrdersTheFields() throws {
    let script = try read(
      "[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:01.00,0:00:02.00,Bo,A, b\n",
      "a.ssa")
    #expect(script.cues == [cue(1000, 2000, "A, b", "Bo")])
  }

  @Test(arguments: ["Dialogue: 0,0:00:01.00", "Dialogue: 0,now,then,,,,,,,A"])
  func aBrokenDialogueLineIsRefusedWithItsLine(_ line: String) {
    #expect { try readEvents(line) } throws: { "\($0)".hasPrefix("a.ass:8: ") }
  }
}
