import Testing

@testable import Dubbing

@Suite struct SentenceTests {
  /// Cues of two seconds that follow one another after `gap` milliseconds.
  func cues(_ texts: [String], gap: Int = 100, speakers: [String?] = []) -> [Cue] {
    texts.enumerated().map { i, text in
      let start = i * (2000 + gap)
      return Cue(
        start: Time(milliseconds: start), end: Time(milliseconds: start + 2000), text: text,
        speaker: speakers.isEmpty ? nil : speakers[i])
    }
  }

  func labels(
    _ texts: [String], language: String = "en", gap: Int = 100, speakers: [String?] = [],
    alone: Set<String> = []
  ) -> [String] {
    formSegments(
      of: cues(texts, gap: gap, speakers: speakers), mode: .sentence, alone: alone,
      language: language, pictureEnd: Time(seconds: 600)
    ).segments.map(\.label)
  }

  @Test func aSentenceOverSeveralCuesIsOneSegment() {
    let formed = formSegments(
      of: cues(["When the tide", "turns,", "we sail.", "Nobody asks."]), mode: .sentence,
      language: "en", pictureEnd: Time(seconds: 60))
    #expect(formed.segments.map(\.label) == ["1-3", "4"])
    #expect(formed.segments[0].text == "When the tide turns, we sail.")
    #expect(formed.segments[0].phrases.map(\.text) == ["When the tide", "turns,", "we sail."])
    #expect(formed.segments[0].slot == Slot(start: .zero, end: Time(milliseconds: 6200)))
  }

  /// Each pair is one sentence, then two.
  @Test(arguments: [
    ("en", ["He met Dr.", "Jones."], ["He left.", "Jones stayed."]),
    ("de", ["Das ist z. B.", "ein Haus."], ["Das war alles.", "Ein Haus."]),
    ("de", ["Es war am 3.", "mai so weit."], ["Es war der 3.", "Und der letzte."]),
    ("es", ["La vio el Sr.", "Pérez."], ["¿La vio?", "Sí."]),
    ("fr", ["J’attends M.", "Dupont."], ["J’attends…", "Dupont arrive."]),
    ("ru", ["Он жил на ул.", "Ленина."], ["Он жил.", "Ленин тоже."]),
    ("en", ["I was…", "…going home."], ["I was…", "Never mind."]),
    ("it", ["Vorrei un caffè", "e un cornetto."], ["«Vorrei un caffè.»", "Subito."]),
    ("pt", ["Se o mar", "deixar."], ["Se o mar deixar!", "Então vamos."]),
    ("ja", ["海が静かなら", "船を出す。"], ["海が静かだ。", "船を出す。"]),
    ("zh", ["如果海面平静，", "我们就出海。"], ["海面平静。", "我们出海。"]),
    ("ko", ["바다가 잔잔하면", "배를 띄운다."], ["바다가 잔잔하다.", "배를 띄운다."]),
    ("hi", ["जब समुद्र", "शांत हो।"], ["समुद्र शांत है।", "चलो।"]),
    ("ar", ["إذا هدأ البحر،", "نبحر."], ["هل هدأ البحر؟", "نعم."]),
  ])
  func aSentenceEndsWhereItsLanguageEndsIt(language: String, one: [String], two: [String]) {
    #expect(labels(one, language: language) == ["1-2"], "\(one)")
    #expect(labels(two, language: language) == ["1", "2"], "\(two)")
  }

  @Test func languagesWithoutSpacesAreJoinedWithoutSpaces() {
    let formed = formSegments(
      of: cues(["海が静かなら", "船を出す。"]), mode: .sentence, language: "ja",
      pictureEnd: Time(seconds: 60))
    #expect(formed.segments.map(\.text) == ["海が静かなら船を出す。"])
  }

  @Test func aGapEndsASentence() {
    #expect(labels(["When the tide", "turns."], gap: 599) == ["1-2"])
    #expect(labels(["When the tide", "turns."], gap: 600) == ["1", "2"])
  }

  @Test func speakersAreNeverMerged() {
    #expect(labels(["When the tide", "turns."], speakers: ["ANA", "BEN"]) == ["1", "2"])
    #expect(labels(["When the tide", "turns."], speakers: ["ANA", "ANA"]) == ["1-2"])
    #expect(labels(["- When the tide\n- turns,", "we sail."]) == ["1", "1.2", "2"])
    #expect(labels(["ANA: When\nBEN: and if", "ANA: the tide turns."]) == ["1", "1.2", "2"])
  }

  @Test func aSentenceIsPartedAfterAClauseWhenItIsTooLong() {
    let texts = ["one", "two,", "three", "four", "five", "six", "seven", "eight."]
    #expect(labels(texts) == ["1-2", "3-7", "8"])
  }

  @Test func aScriptWithoutPunctuationStaysAsItsCuesAre() {
    #expect(labels(["海面平静", "我们出海", "没有人问"], language: "zh") == ["1", "2", "3"])
  }

  @Test func aCueWithATakeOfItsOwnStaysAlone() {
    #expect(labels(["When", "the tide", "turns."], alone: ["2"]) == ["1", "2", "3"])
  }

  @Test func nothingIsLostOrSaidTwice() throws {
    var random = Seeded(state: 7)
    let words = ["tide", "Sea,", "net.", "…", "Dr.", "boat!", "- oar", "3."]
    for _ in 0..<200 {
      let texts = (0..<Int.random(in: 1...20, using: &random)).map { _ in
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
          words.randomElement(using: &random)!
        }.joined(separator: " ")
      }
      let all = cues(texts, gap: Int.random(in: -500...900, using: &random))
      let form = { (mode: SegmentationMode) in
        formSegments(of: all, mode: mode, language: "en", pictureEnd: Time(seconds: 600)).segments
      }
      #expect(form(.sentence).flatMap(\.phrases) == form(.cue).flatMap(\.phrases))
      #expect(Set(form(.sentence).map(\.label)).count == form(.sentence).count)
    }
  }
}
