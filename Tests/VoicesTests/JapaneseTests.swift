import Dubbing
import Testing

@testable import Voices

struct JapaneseTests {
  let reader = JapaneseReader(search: .environment)

  @Test(arguments: [
    ("今日は東京へ行きます。", "キョーワ トーキョーエ イキマス。"),
    ("GPSは3個です、Hello world！", "GPSワ 3コデス、 Hello world！"),
    ("コンピューター", "コンピューター"), ("巨像だ！", "きょぞうダ！"), ("龘", "龘"),
    ("二十三人", "ニジューサンニン"), ("“<a>", "“< a>"),
    ("1,234円は3.5%です", "1,234エンワ 3.5%デス"),
  ])
  func kanjiAreReadAsTheyArePronounced(text: String, kana: String) async throws {
    let version = try await reader.version()
    #expect(version.hasPrefix("mecab 0.996, ipadic of "))
    #expect(try await reader.read(text, by: version) == kana)
  }

  @Test(arguments: [("今日は東京へ行きます。", "こんにちは とうきょう え いき ます 。"), ("髙鷗龘", "")])
  func kakasiReadsWhereMecabIsAbsent(text: String, kana: String) async throws {
    #expect(try await reader.read(text, by: "kakasi") == kana)
  }

  @Test func lettersAndTheirMarksAreOne() {
    #expect(speakable("た\u{3099}").unicodeScalars.elementsEqual("だ".unicodeScalars))
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

struct SpellingTests {
  @Test func hanziDigitsAndSignsAreReadInMandarin() async throws {
    #expect(try await phonemes("你好", voice: "cmn-latn-pinyin").hasPrefix("n'i35_| X'Au2"))
    #expect(try await !phonemes("3个人：“好！”", voice: "cmn-latn-pinyin").contains("(en)"))
  }

  @Test(arguments: [
    ("涨了3.14%。", "cmn-latn-pinyin", "涨了百分之3点一四。"), ("50%", "yue+f3", "百分之50"),
    ("3.05 정도, 7%", "ko", "3점영오 정도, 7퍼센트"), ("1,234.5%", "ja", "1,234テン ゴパーセント"),
    ("ジャン・ルカ アーー〜", "ja", "ジャン ルカ アー "), ("3.5%", "de", "3.5%"),
    ("法语/英语", "cmn-latn-pinyin", "法语、英语"),
    ("v1.2.3.", "cmn-latn-pinyin", "v1点二.3."),
  ])
  func whatEspeakWouldNotSayIsWrittenOut(text: String, voice: String, spelled: String) {
    #expect(EspeakSpelling.spelled(text, for: voice) == spelled)
  }

  @Test(arguments: ["ja", "cmn-latn-pinyin", "ko", "yue"])
  func numbersAreSaidInTheLanguageItself(voice: String) async throws {
    let spelled = EspeakSpelling.spelled(speakable("２.5%"), for: voice)
    let said = try await phonemes(spelled, voice: voice)
    let withoutThem = try await phonemes("2 5", voice: voice)
    #expect(!said.contains("(en)") && said != withoutThem)
  }
}
