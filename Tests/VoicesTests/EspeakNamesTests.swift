import Dubbing
import Testing

@testable import Voices

struct EspeakNamesTests {
  let espeak = Espeak()

  @Test(arguments: [
    ("zh", "cmn-latn-pinyin"), ("zh-TW", "cmn-latn-pinyin"), ("cmn", "cmn-latn-pinyin"),
    ("zh-HK", "yue"), ("yue", "yue"), ("en", "en-us"), ("en-US", "en-us"), ("en-GB", "en-gb"),
    ("en-AU", "en-gb"), ("de", "de"), ("de-AT", "de"), ("it", "it"), ("pt", "pt"),
    ("pt-PT", "pt"), ("pt-BR", "pt-br"), ("pt_BR", "pt-br"), ("es", "es"), ("es-ES", "es"),
    ("es-MX", "es-419"), ("es-419", "es-419"), ("ja-JP", "ja"), ("ko", "ko"), ("fr", "fr"),
    ("fr-BE", "fr-be"), ("fr-CH", "fr-ch"), ("fr-CA", "fr"), ("ru", "ru"), ("no", "nb"),
    ("sr-Latn-RS", "sr"), ("uk", "uk"),
  ])
  func aLanguageHasItsVoice(language: String, name: String) async throws {
    let voice = try await espeak.voice(named: "default", language: language)
    #expect(voice.name == name)
    #expect(try await espeak.voice(named: language, language: "xx").name == name)
    #expect(voice.provider == "espeak")
    #expect(voice.model.wholeMatch(of: /espeak-ng \d+\.\d+.*/) != nil)
  }

  @Test func aResolvedNameResolvesToItself() async throws {
    for listing in try await espeak.catalogue where !listing.name.hasPrefix("+") {
      #expect(try await espeak.voice(named: listing.name, language: "en").name == listing.name)
    }
  }

  @Test(arguments: ["es+f3", "es+F3", "default+f3"])
  func variantsAreFoundInAnyCase(name: String) async throws {
    #expect(try await espeak.voice(named: name, language: "es").name == "es+f3")
  }

  @Test(arguments: [
    ("ess", "es"), ("fr-bee", "fr-be"), ("en-uk2", "en-us"), ("es+f33", "f3"),
    ("es+wisper", "whisper"),
  ])
  func anUnknownNameIsRefusedWithTheNearest(name: String, near: String) async throws {
    let error = await failure { () throws(SpeechError) in
      try await espeak.voice(named: name, language: "xx")
    }
    #expect(error?.kind == .missingVoice)
    #expect(error?.description.contains("“\(near)”") == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["", "/etc/passwd", "-x", "es+f3+m1", "../es", "es\u{0}", "klingon\u{1}"])
  func aNameIsNeverAPathOrAnOption(name: String) async throws {
    let error = await failure { () throws(SpeechError) in
      try await espeak.voice(named: name, language: "xx")
    }
    #expect(error?.kind == .missingVoice)
    #expect(error?.description.unicodeScalars.contains { $0.value < 32 } == false)
  }

  @Test func aMbrolaVoiceNeedsItsPackages() async throws {
    let error = await failure { () throws(SpeechError) in
      try await espeak.voice(named: "mb-us1", language: "en")
    }
    #expect(error == nil || error?.description.contains("mbrola-us1") == true)
  }

  @Test func theCatalogueListsVoicesAndVariants() async throws {
    let catalogue = try await espeak.catalogue
    let latin = catalogue.first { $0.name == "es-419" }
    #expect(latin?.language == "es-419" && latin?.note == "Spanish (Latin America)")
    #expect(catalogue.first { $0.name == "+f3" }?.gender == "female")
    #expect(catalogue.contains { $0.name == "+Mr serious" })
    #expect(!catalogue.contains { $0.name == "cmn" })
    #expect(Set(catalogue.map(\.name)).count == catalogue.count)
  }
}
