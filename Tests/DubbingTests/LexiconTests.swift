import Dubbing
import Testing

@Suite struct LexiconTests {
  func said(
    _ text: String, _ entries: [Lexicon.Entry], _ language: String = "en", by speaker: String? = nil
  ) -> String {
    reworded(
      text, by: [Lexicon(entries).rule(for: speaker, language: Language(language))])
  }

  func entry(_ written: String, _ spoken: String) -> Lexicon.Entry {
    .init(written: written, spoken: spoken)
  }

  @Test func wholeWordsAreReplacedAndPartsOfWordsAreNot() {
    let lexicon = [entry("read", "reed")]
    #expect(said("Read, I read; bread reads.", lexicon) == "reed, I reed; bread reads.")
    #expect(said("read’s (read)", lexicon) == "reed’s (reed)")
  }

  @Test func aCapitalInTheEntryMakesItExact() {
    #expect(said("IT is it.", [entry("IT", "I T")]) == "I T is it.")
    let any = Lexicon.Entry(written: "IT", spoken: "I T", letterCase: .any)
    #expect(said("IT is it.", [any]) == "I T is I T.")
  }

  @Test func theLongestEntryWinsAndNoneAppliesToAnothersWords() {
    let lexicon = [entry("New York", "Nu Jork"), entry("New", "Neu"), entry("Jork", "x")]
    #expect(said("New York, New Jork", lexicon) == "Nu Jork, Neu x")
    #expect(said("a b", [entry("a", "b"), entry("b", "a")]) == "b a")
  }

  @Test func aSpeakersOwnEntryComesBeforeEveryones() {
    let lexicon = [
      entry("scone", "skon"),
      .init(written: "scone", spoken: "skoan", speaker: "Ana"),
    ]
    #expect(said("A scone", lexicon, by: "ANA") == "A skoan")
    #expect(said("A scone", lexicon, by: "Ben") == "A skon")
    #expect(said("A scone", lexicon) == "A skon")
  }

  @Test func languagesWithoutSpacesAreSearchedEverywhere() {
    #expect(said("我在北京大学学习", [entry("北京", "BJ"), entry("北京大学", "BD")], "zh") == "我在BD学习")
    #expect(said("서울은 서울이다", [entry("서울", "S")], "ko") == "S은 S이다")
  }

  @Test func composedAndDecomposedLettersAreEqual() {
    #expect(said("cafe\u{301}", [entry("café", "kafee")]) == "kafee")
  }

  @Test func signsMayBeEntries() {
    #expect(said("C++ & C", [entry("C++", "see plus plus")]) == "see plus plus & C")
  }

  @Test func aLongTextWithManyEntriesTakesNoTimeToSpeakOf() {
    let lexicon = (0..<5000).map { entry("word\($0)", "w") }
    let text = (0..<2000).map { "word\($0)" }.joined(separator: " ")
    #expect(said(text, lexicon).split(separator: " ").allSatisfy { $0 == "w" })
  }
}
