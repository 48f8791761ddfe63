import Dubbing
import Foundation
import Testing

@testable import Subtitles

/// The same numbers on every run (a linear congruential generator with Knuth's constants).
private struct FixedNumbers: RandomNumberGenerator {
  var state: UInt64 = 1
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 33)
  }
}

private let seeds: [(name: String, text: String)] = [
  (
    "a.srt",
    "1\n00:00:01,500 --> 00:00:02,750\n<i>Hi</i> {\\an8}&amp;\n\n2\n0:0:3,0 --> 0:0:4,0\nB\n"
  ),
  ("a.vtt", "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0\n<v Ana>Hi</v> <c.x>&lt;\n"),
  (
    "a.ass", "[Events]\nFormat: Start, End, Name, Text\nDialogue: 0:00:01.00,0:00:02.00,B,{\\p1}A\n"
  ),
  (
    "a.ttml",
    "<?xml version=\"1.0\"?><!-- c --><tt xml:lang=\"en\"><body begin=\"1s\" timeContainer=\"seq\">"
      + "<div><p dur=\"00:00:01:12\">A<br/><span end=\"3f\">B</span></p></div></body></tt>"
  ),
  ("a.sbv", "0:00:01.500,0:00:02.750\nOne[br]two\n"),
  ("a.csv", "start,end,speaker,text\n1,2.5,Ana,\"Hi, \"\"you\"\"\"\n"),
]

@Suite struct HostileTests {
  @Test(arguments: 0..<seeds.count) func noMutationCrashes(_ index: Int) {
    var numbers = FixedNumbers(state: UInt64(index))
    let interesting: [UInt8] = [
      0, 10, 13, 32, 34, 38, 44, 45, 46, 47, 58, 60, 62, 92, 123, 125, 255,
    ]
    for _ in 0..<400 {
      var bytes = Array(seeds[index].text.utf8)
      for _ in 0..<Int.random(in: 1...8, using: &numbers) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.insert(interesting.randomElement(using: &numbers) ?? 0, at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 5))
        default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        }
      }
      guard let script = try? readSubtitles(bytes, named: seeds[index].name) else { continue }
      #expect(script.cues.allSatisfy { $0.start <= $0.end && $0.start >= .zero })
      #expect(script.cues.count == script.lines.count)
    }
  }

  @Test(
    arguments: [
      ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG picture"), ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
      ([0x50, 0x4B, 3, 4], "a ZIP archive"), ([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70], "an MP4"),
      (Array("%PDF-1.7".utf8), "a PDF document"), ([], "an empty file"),
    ] as [([UInt8], String)])
  func anotherKindOfFileIsNamed(_ bytes: [UInt8], _ kind: String) {
    #expect {
      try readSubtitles(bytes, named: "a.srt")
    } throws: { "\($0)".hasPrefix("a.srt: is \(kind)") && "\($0)".contains("not subtitles") }
  }

  @Test func noiseIsRefused() {
    var numbers = FixedNumbers(state: 7)
    let noise = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    #expect(throws: SubtitleError.self) { try readSubtitles(noise, named: "a.srt") }
  }

  @Test func aLineOfAMebibyteIsRefusedWithItsLine() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\n" + String(repeating: "a", count: 1 << 20 | 1)
    #expect { try read(text) } throws: { "\($0)".hasPrefix("a.srt:3: ") }
  }

  @Test(arguments: ["<a", "<", "{\\", "&", "[", "\"", "<!", "&#1;", "\n", "-->", "0:"])
  func repetitionTakesLinearTime(_ unit: String) {
    let flood = String(repeating: unit, count: 300_000 / unit.utf8.count)
    let seconds = processorSeconds {
      for seed in seeds {
        _ = try? read(seed.text + flood, seed.name)
        _ = try? read(flood, seed.name)
      }
    }
    #expect(seconds < 60)
  }

  /// Ten megabytes take under a second when optimised, which tests usually are not.
  @Test func aLongFileIsReadQuickly() throws {
    let cues = (1...50_000).map {
      cue($0 * 1000, $0 * 1000 + 900, "<i>One line</i> of text, № \($0)")
    }
    let bytes = Array(writeSRT(cues).utf8)
    var count = 0
    let seconds = try processorSeconds {
      count = try readSubtitles(bytes, named: "a.srt").cues.count
    }
    #expect(count == cues.count)
    #expect(seconds < 30)
  }

  @Test func tooManyCuesAreRefused() {
    let text = String(repeating: "00:01,000 --> 00:02,000\nA\n", count: 200_001)
    #expect { try read(text) } throws: { "\($0)".contains("more than 200000 cues") }
  }

  @Test func enormousTimesDoNotOverflow() throws {
    let nines = String(repeating: "9", count: 40)
    #expect(try read("\(nines):00:00,\(nines) --> \(nines):00:01,0\nA\n").cues.count == 1)
    _ = try? read("<tt ><body><p begin=\"\(nines)h\" dur=\"1s\">A</p></body></tt>", "a.ttml")
  }
}
