import Foundation
import Testing

@testable import Dubbing

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
let corpus = ProcessInfo.processInfo.environment["POLYDUB_CORPUS"]

/// The text of a subtitle file without its times, whatever its format.
func words(of file: URL) throws -> String {
  let text = try String(contentsOf: file, encoding: .utf8)
  let spoken = text.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
    if line.contains("-->") || line.allSatisfy(\.isNumber) { return nil }
    if file.pathExtension == "ass" {
      guard line.hasPrefix("Dialogue:") else { return nil }
      return line.split(separator: ",", maxSplits: 9).last
    }
    return line
  }
  return spoken.joined(separator: "\n").replacing(/<[^>]*>/, with: " ")
}

/// Subtitle files under a folder whose names say their language.
func named(_ folder: URL) -> [(file: URL, language: String)] {
  let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  return (all?.compactMap { $0 as? URL } ?? []).compactMap { file in
    guard ["srt", "vtt", "ass", "ttml"].contains(file.pathExtension) else { return nil }
    let name = file.deletingPathExtension().lastPathComponent
    return (file, Language(String(name.split(separator: ".").last ?? "")).primary)
  }
}

@Suite struct LanguageTests {
  @Test(arguments: [
    ("zh", "zho"), ("zh-Hant-TW", "zho"), ("de", "deu"), ("it", "ita"), ("pt-BR", "por"),
    ("es", "spa"), ("es-419", "spa"), ("ja", "jpn"), ("ko", "kor"), ("fr", "fra"), ("ru", "rus"),
    ("en", "eng"), ("yue", "yue"), ("PT-br", "por"), ("xx", "und"),
  ])
  func containersGetTheTerminologicalCode(tag: String, code: String) {
    #expect(Language(tag).iso639 == code)
  }

  @Test(arguments: [
    ("zh", "中文"), ("de", "Deutsch"), ("it", "Italiano"), ("pt-BR", "Português (Brasil)"),
    ("es", "Español"), ("ja", "日本語"), ("ko", "한국어"), ("fr", "Français"), ("ru", "Русский"),
    ("en", "English"),
  ])
  func aLanguageIsCalledWhatItsSpeakersCallIt(tag: String, name: String) {
    #expect(Language(tag).ownName == name)
  }

  @Test(arguments: ["en", "pt-BR", "zh-Hant-TW", "es-419", "cmn"])
  func tagsAreWellFormed(tag: String) { #expect(Language.isWellFormed(tag)) }

  @Test(arguments: ["", "e", "english", "pt_BR", "-pt", "pt-", "p t", "../x", "ру", "12"])
  func whatIsNoTagIsNot(tag: String) { #expect(!Language.isWellFormed(tag)) }

  @Test func tagsAreWrittenAsPeopleWriteThem() {
    #expect(Language("PT-br").canonicalTag == "pt-BR")
    #expect(Language("zh-hant-tw").canonicalTag == "zh-Hant-TW")
  }

  @Test func theSamplesAreGuessedRight() throws {
    for (file, language) in named(root.appending(path: "samples")) {
      #expect(Language.guess(of: try words(of: file)) == language, "\(file.lastPathComponent)")
    }
  }

  @Test(.enabled(if: corpus != nil)) func noFileOfTheCorpusIsGuessedWrong() throws {
    let files = named(URL(fileURLWithPath: corpus!).appending(path: "subtitles"))
    #expect(files.count > 30)
    var right = 0
    for (file, language) in files {
      let text = try words(of: file)
      let guess = Language.guess(of: text)
      #expect(guess == nil || guess == language, "\(file.path): \(guess ?? "")")
      #expect(Language(language).mayBe(text), "\(file.path)")
      right += guess == language ? 1 : 0
    }
    #expect(right * 10 >= files.count * 7, "\(right) of \(files.count)")
  }

  @Test(arguments: [
    "La casa és gran i el jardí és petit, però els nens no volen jugar amb el gos a la una.",
    "Det er ikke min bil, og jeg har aldri sett den før, men du kan få den på fredag hos oss.",
    "Бұл қазақ тілінде жазылған сөйлем, ал ызғарлы эфир туралы ештеңе жоқ екен ғой.",
    "Це українське речення, яке ніхто не повинен плутати з російською мовою ніколи.",
    "Acesta este un film pe care nu l-am văzut, dar în seara asta mergem la cinema cu el.",
    "Bu akşam eve gelince sana anlatacağım, ama şimdi gitmem gerekiyor çünkü geç kaldım.",
    "Yes", "", "1234567890 1234567890 1234567890",
  ])
  func aLanguageThatIsNotPlainIsNotGuessedAsAnother(text: String) {
    let guess = Language.guess(of: text)
    #expect(guess == nil || ["ca", "no", "ro"].contains(guess), "\(guess ?? "")")
  }

  @Test func aTextInAnotherLanguageIsSeen() {
    let french =
      "Le chat est dans la maison et les enfants ne sont pas là, je pense que vous le savez."
    #expect(!Language("es").mayBe(french))
    #expect(Language("fr-CA").mayBe(french))
    #expect(Language("eo").mayBe(french))
  }
}

@Suite struct SpeechRateTests {
  @Test func aLengthIsCharactersOverRate() {
    #expect(SpeechRate(charactersPerSecond: 5).length(of: "aaaaaaaaaa") == Time(seconds: 2))
  }

  @Test func whatIsPlausibleGrowsWithTheTextAndShrinksWithThePace() {
    let plausible = { (text: String, pace: Int) in
      SpeechRate.plausible(
        for: Line(
          text: text, language: "en", voice: Voice(provider: "p", model: "m", name: "n"),
          pace: pace))
    }
    let text = "Every boat is home before the tide."
    #expect(plausible(text, 100).contains(2))
    #expect(!plausible(text, 100).contains(0.1))
    #expect(!plausible(text, 100).contains(30))
    #expect(plausible(text, 200).upperBound < plausible(text, 100).upperBound)
    #expect(plausible("1 234 567", 100).contains(6))
    #expect(plausible("", 100).contains(0))
  }

  @Test func charactersOfChineseTakeLongerThanLetters() {
    #expect(SpeechRate.usual("zh-TW").charactersPerSecond < 6)
    #expect(SpeechRate.usual("pt-BR").charactersPerSecond > 10)
  }
}

@Suite struct NearestTests {
  @Test func theNearestNameIsFirst() {
    #expect(nearest(to: "voise", among: ["voice", "noise", "video"]).first == "voice")
    #expect(nearest(to: "es", among: ["es-419", "es", "fr"]).first == "es")
  }

  @Test func whatIsFarIsNotSuggested() {
    #expect(nearest(to: "zzzz", among: ["voice", "video"]).isEmpty)
    #expect(suggestion(for: "zzzz", among: ["voice"]) == "")
  }

  @Test func aNameFromOutsideIsShownShortAndOnOneLine() {
    #expect(shown("a\nb\u{1B}[31m") == "a b [31m")
    #expect(shown(String(repeating: "x", count: 500)).count == 60)
  }
}
