import Dubbing
import Foundation
import Testing

@testable import Subtitles

/// Long enough for statistics, as any real subtitle file is.
private let sentences: [String: String] = [
  "ru": "Мы вышли из гавани рано утром, когда туман ещё лежал на воде. Капитан молчал.",
  "zh": "我们一大早离开港口，当时水面上还有雾。船长没有说话，他看着远处的灯光。这是一次漫长的旅行。",
  "ja": "朝早く港を出た。水の上にはまだ霧がかかっていた。船長は黙って遠くの明かりを見ていた。",
  "ko": "우리는 아침 일찍 항구를 떠났다. 물 위에는 아직 안개가 끼어 있었다. 선장은 말이 없었다.",
  "fr":
    "Nous avons quitté le port très tôt, où la brume était encore posée sur l’eau. Ça ira, là-bas.",
  "pl":
    "Wypłynęliśmy z portu wcześnie rano, gdy mgła jeszcze leżała na wodzie. Kapitan milczał, żółć.",
  "el": "Φύγαμε από το λιμάνι νωρίς το πρωί, όταν η ομίχλη ήταν ακόμα πάνω στο νερό.",
  "ar": "غادرنا الميناء في الصباح الباكر عندما كان الضباب لا يزال على الماء. كان القبطان صامتا.",
]

private func document(_ text: String) -> String {
  (1...8).map { "\($0)\n00:00:0\($0),000 --> 00:00:0\($0),900\n\(text)\n\n" }.joined()
}

/// The judge is the system's own iconv.
private func iconv(_ text: String, to encoding: String) throws -> [UInt8] {
  let source = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).srt")
  defer { try? FileManager.default.removeItem(at: source) }
  try Data(text.utf8).write(to: source)
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/iconv")
  process.arguments = ["-f", "UTF-8", "-t", encoding, source.path]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return [UInt8](data)
}

@Suite struct EncodingTests {
  /// Found by fuzzing: iconv makes a code point of these that Unicode does not have.
  @Test func whatIsDecodedIsUnicode() throws {
    let decoded = try decode([0xF4, 0xA9, 0xA9, 0xA9, 0x0A], named: "a.srt", .init())
    #expect(String(validating: decoded.text, as: UTF8.self) != nil)
  }

  @Test(arguments: [
    ("ru", "WINDOWS-1251"), ("ru", "KOI8-R"), ("ru", "UTF-16"), ("ru", "UTF-16LE"),
    ("ru", "UTF-16BE"), ("ru", "UTF-32"), ("zh", "GB18030"), ("zh", "UTF-16LE"),
    ("ja", "SHIFT_JIS"), ("ja", "EUC-JP"), ("ko", "EUC-KR"), ("fr", "WINDOWS-1252"),
    ("pl", "WINDOWS-1250"), ("el", "WINDOWS-1253"), ("ar", "WINDOWS-1256"),
  ])
  func oneTextIsReadFromEveryEncoding(_ language: String, _ encoding: String) throws {
    let text = document(try #require(sentences[language]))
    let bytes = try iconv(text, to: encoding)
    try #require(!bytes.isEmpty)
    let expected = try readSubtitles(Array(text.utf8), named: "a.srt").cues
    let told = SubtitleOptions(language: language)
    let script = try readSubtitles(bytes, named: "a.srt", options: told)
    #expect(script.cues == expected)
    #expect(script.encoding != "UTF-8")
    #expect(script.notices.contains { $0.sentence.contains(script.encoding) })
    #expect(try readSubtitles(bytes, named: "a.srt").cues == expected)
  }

  @Test func traditionalChineseIsReadFromBig5() throws {
    let text = document("我們一大早離開港口，當時水面上還有霧。船長沒有說話，他看著遠處的燈光。")
    let script = try readSubtitles(iconv(text, to: "BIG5"), named: "a.srt")
    #expect(try script.cues == readSubtitles(Array(text.utf8), named: "a.srt").cues)
  }

  @Test func theLanguageDecidesForAShortText() throws {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nДа.\n"
    let options = SubtitleOptions(language: "ru")
    let script = try readSubtitles(
      iconv(text, to: "WINDOWS-1251"), named: "a.srt", options: options)
    #expect(script.cues.map(\.text) == ["Да."])
  }

  @Test func aNamedEncodingIsObeyed() throws {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nпривет\n"
    let bytes = try iconv(text, to: "IBM866")
    let script = try readSubtitles(bytes, named: "a.srt", options: .init(encoding: "IBM866"))
    #expect(script.cues.map(\.text) == ["привет"])
    #expect(throws: SubtitleError.self) {
      try readSubtitles(bytes, named: "a.srt", options: .init(encoding: "no-such"))
    }
  }

  @Test(arguments: [1, 2]) func markersAreNotText(_ count: Int) throws {
    let text = String(repeating: "\u{FEFF}", count: count) + "WEBVTT\n\n00:00.000 --> 00:01.000\nA"
    #expect(try read(text, "a.vtt").encoding == "UTF-8")
    #expect(try read(text, "a.vtt").cues == [cue(0, 1000, "A")])
  }

  @Test func aFewBrokenBytesAreReplacedWithANotice() throws {
    var bytes = Array(document(try #require(sentences["ru"])).utf8)
    bytes.insert(0xFF, at: 40)
    let script = try readSubtitles(bytes, named: "a.srt")
    #expect(script.encoding == "UTF-8")
    #expect(script.notices.map(\.line) == [3])
    #expect(script.cues.count == 8)
  }
}
