import Dubbing
import Testing

@testable import Voices

struct JapaneseTests {
  let reader = JapaneseReader(search: .environment)

  @Test(arguments: [
    ("今日は東京へ行きます。", "キョーワ トーキョーエ イキマス。"),
    ("GPSは3個です、Hello world！", "GPSワ3コデス、 Hello world！"),
    ("コンピューター", "コンピューター"), ("“<a>", "“ < a >"),
  ])
  func kanjiAreReadAsTheyArePronounced(text: String, kana: String) async throws {
    let version = try await reader.version()
    #expect(version.hasPrefix("mecab 0.996, ipadic of "))
    #expect(try await reader.read(text, by: version) == kana)
  }

  @Test func kakasiReadsWhereMecabIsAbsent() async throws {
    let kana = try await reader.read("今日は東京へ行きます。", by: "kakasi")
    #expect(kana == "きょうわ とうきょう え いき ます 。" || kana.contains("とうきょう え いき"))
  }

  @Test func noKanjiIsSpokenAsChineseLetter() async throws {
    let text = "今日は東京へ行きます。"
    let read = try await reader.read(text, by: reader.version())
    #expect(try await phonemes(text, voice: "ja").contains("l'et@"))
    #expect(try await !phonemes(read, voice: "ja").contains("l'et@"))
  }

  @Test func theReaderIsPartOfTheVoice() async throws {
    let voice = try await Espeak().voice(named: "default", language: "ja")
    #expect(voice.settings["reader"]?.hasPrefix("mecab") == true)
    let spanish = try await Espeak().voice(named: "default", language: "es")
    #expect(spanish.settings["reader"] == nil)
  }

  @Test func withoutAReaderTheDebianPackagesAreNamed() async throws {
    let error = await failure { () throws(SpeechError) in
      try await JapaneseReader(search: SearchPath(folders: [])).version()
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.description.contains("mecab-ipadic-utf8 (or kakasi)") == true)
  }
}

struct MandarinTests {
  @Test func hanziDigitsAndSignsAreReadInMandarin() async throws {
    #expect(try await phonemes("你好", voice: "cmn-latn-pinyin").hasPrefix("n'i35_| X'Au2"))
    #expect(try await !phonemes("3个人：“好！”", voice: "cmn-latn-pinyin").contains("(en)"))
  }
}
