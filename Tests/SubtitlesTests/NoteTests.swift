import Dubbing
import Testing

@testable import Subtitles

@Suite struct NoteTests {
  @Test func aNoteInWebVTTIsForTheNextCueAlone() throws {
    let script = try read(
      """
      WEBVTT

      NOTE polydub direction: whispering

      00:01.000 --> 00:02.000
      A

      NOTE polydub
      say: B, aloud
      pace: 120

      NOTE just a comment

      00:02.000 --> 00:03.000
      B

      00:03.000 --> 00:04.000
      C

      """, "a.vtt")
    #expect(
      script.cues.map(\.note) == [
        LineNote(direction: "whispering"), LineNote(say: "B, aloud", pace: 120), nil,
      ])
    #expect(script.notices.isEmpty)
  }

  @Test func aCommentInASSIsANote() throws {
    let script = try read(
      """
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      Dialogue: 0,0:00:01.00,0:00:02.00,D,Ana,0,0,0,,{polydub say: Hi, you}{\\i1}Hello{a comment}
      Dialogue: 0,0:00:02.00,0:00:03.00,D,Ana,0,0,0,,{polydub}Plain
      """, "a.ass")
    #expect(script.cues.map(\.note) == [LineNote(say: "Hi, you"), nil])
    #expect(script.cues.map(\.text) == ["Hello", "Plain"])
  }

  @Test func aTableHasColumnsForNotes() throws {
    let script = try read(
      "start,end,text,direction,pace,say\n1,2,A,calm,90,\n2,3,B,,,b\n3,4,C,,,\n", "a.csv")
    #expect(
      script.cues.map(\.note) == [
        LineNote(direction: "calm", pace: 90), LineNote(say: "b"), nil,
      ])
  }

  @Test func aWishThatIsNotUnderstoodIsToldWithItsLine() throws {
    let script = try read(
      "WEBVTT\n\nNOTE polydub\npace: fast\ntone: x\n\n00:01.000 --> 00:02.000\nA\n", "a.vtt")
    #expect(script.notices.map(\.line) == [4, 5])
    #expect(script.cues[0].note == nil)
  }
}
