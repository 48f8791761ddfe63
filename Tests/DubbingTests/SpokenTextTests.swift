import Testing

@testable import Dubbing

/// What is spoken of a cue, one string a part, `NAME: words` where a speaker was found.
func spoken(
  _ text: String, _ language: String = "en", rules: SpokenTextRules = .all, names: Set<String> = []
) -> [String] {
  spokenParts(of: text, rules: rules, names: names, language: language).parts.map { part in
    part.speaker.map { "\($0): \(part.text)" } ?? part.text
  }
}

func reason(_ text: String) -> NotSpoken? { spokenParts(of: text, language: "en").reason }

@Suite struct SpokenTextTests {
  @Test(arguments: [
    ("<i>Hello</i>", "Hello"), ("{\\an8}Hello", "Hello"), ("{\\an8\\i1}Hi {\\i0}you", "Hi you"),
    ("<font color=\"#fff\">Hello</font>", "Hello"), ("Hello<br>world", "Hello world"),
    ("Hello<br/>world", "Hello world"),
  ])
  func tagsAreNotSpoken(text: String, words: String) { #expect(spoken(text) == [words]) }

  @Test(arguments: ["1 < 2 and 3 > 2", "I <3 you", "{curly} words", "a <", "{\\open"])
  func whatIsNoTagIsSpoken(text: String) { #expect(spoken(text) == [text]) }

  @Test(arguments: [
    ("Tom&nbsp;&amp;&#32;Ana", "Tom & Ana"), ("it&#39;s", "it's"), ("it&#x27;s", "it's"),
    ("AT&T; AT&T", "AT&T; AT&T"), ("&#99999999; a", "&#99999999; a"), ("R&D", "R&D"),
  ])
  func entitiesAreWhatTheyStandFor(text: String, words: String) { #expect(spoken(text) == [words]) }

  @Test func charactersNobodySeesAreNotSpoken() {
    #expect(spoken("\u{FEFF}Hel\u{AD}lo\u{200B}\u{00A0}you\u{202C}") == ["Hello you"])
  }

  @Test(arguments: [
    "♪", "♪ La la la ♪", "♪ La la\nla la ♪", "♪ It goes on\nand on", "it ends\nhere ♪", "# la la #",
    "♫ La", "<i>♪ La ♪</i>", "- ♪ La ♪\n- ♪ Lo ♪",
  ])
  func songsAreNotSpoken(text: String) { #expect(reason(text) == .music) }

  @Test(arguments: [
    ("♪ La la ♪\nListen!", "Listen!"), ("Listen!\n♪ La la ♪", "Listen!"),
    ("♪ La\n- Listen!", "Listen!"), ("♪ La ♪\nListen!\n♪ La ♪", "Listen!"),
    ("#1 is mine", "#1 is mine"),
  ])
  func speechBesideASongIsSpoken(text: String, words: String) { #expect(spoken(text) == [words]) }

  @Test(arguments: [
    "[door slams]", "(sighs)", "（笑）", "【拍手】", "[loud music\nplays]", "[a [nested] sound]",
    "(a (nested) sound)", "[sighs] ...",
  ])
  func soundsAreNotSpoken(text: String) { #expect(reason(text) == .soundDescription) }

  @Test(arguments: [
    ("[sighs] Fine.", "Fine."), ("Fine. (laughs)", "Fine."), ("Fine (laughs).", "Fine ."),
    ("[music\nstops] Now.", "Now."), ("A [ alone", "A [ alone"), ("Then :) she", "Then :) she"),
    ("(man on the radio) Hello", "Hello"), ("Yes!\n(crowd cheers loudly)", "Yes!"),
  ])
  func soundsBesideSpeechAreLeftOut(text: String, words: String) {
    #expect(spoken(text) == [words])
  }

  @Test func aParenthesisInsideASentenceIsSpoken() {
    let text = "My house (the old one) is sold."
    #expect(spoken(text) == [text])
  }

  @Test(arguments: [
    ("ANA: Hello", "ANA: Hello"), ("DR. O'NEIL: Sit", "DR. O'NEIL: Sit"),
    ("MAN #2: Run", "MAN #2: Run"), ("ANA:\nHello", "ANA: Hello"), (">> ANA: Hello", "ANA: Hello"),
    ("ANA: [laughs] Hello", "ANA: Hello"), ("АНА: Привет", "АНА: Привет"),
  ])
  func aNameInCapitalsIsTheSpeaker(text: String, words: String) {
    let part = spokenParts(of: text, language: "en").parts
    #expect(part.count == 1 && part[0].speaker != nil)
    #expect(spoken(text) == [words])
  }

  @Test(arguments: [
    "It is 10:30 now", "10:30", "See https://example.org now", "Remember: no lights", "Ana: Hello",
    "A: Hello", "FIVE WORDS ARE NO NAME: go", "He said: GO",
  ])
  func whatIsNoNameIsSpoken(text: String) {
    #expect(spoken(text) == [text])
    #expect(spokenParts(of: text, language: "en").parts[0].speaker == nil)
  }

  @Test func aNameThatIsKnownNeedsNoCapitals() {
    let names: Set = ["Ana", "安娜"]
    #expect(spokenParts(of: "Ana: Hi", names: names, language: "en").parts[0].speaker == "Ana")
    #expect(spoken("[Ana] Hi", names: names) == ["Ana: Hi"])
    #expect(spoken("(Ana) Hi", names: names) == ["Ana: Hi"])
    let chinese = spokenParts(of: "安娜：你好", names: names, language: "zh").parts
    #expect(chinese == [SpokenPart(speaker: "安娜", text: "你好")])
  }

  @Test(arguments: [
    ("- Yes.\n- No.", ["Yes.", "No."]), ("–Yes.\n–No.", ["Yes.", "No."]),
    ("Yes.\n- No.", ["Yes.", "No."]), ("- Yes,\nindeed.\n- No.", ["Yes, indeed.", "No."]),
    ("- ANA: Yes.\n- BEN: No.", ["ANA: Yes.", "BEN: No."]), (">> Yes.\n>> No.", ["Yes.", "No."]),
    ("- [sighs]\n- No.", ["No."]), ("- Yes.", ["Yes."]), ("-5 degrees", ["-5 degrees"]),
    ("Well--\nno", ["Well-- no"]),
  ])
  func dashesAreTwoSpeakers(text: String, parts: [String]) { #expect(spoken(text) == parts) }

  @Test func linesAreJoinedAsTheLanguageIsWritten() {
    #expect(spoken("Hello\nworld") == ["Hello world"])
    #expect(spoken("你好\n世界", "zh-CN") == ["你好世界"])
    #expect(spoken("こんにちは\n世界", "ja") == ["こんにちは世界"])
    #expect(spoken("안녕\n세상", "ko") == ["안녕 세상"])
  }

  @Test(arguments: ["", " \n ", "...", "—", "?!", "\u{200B}"])
  func whatHasNoWordsIsNotSpoken(text: String) { #expect(reason(text) == .empty) }

  @Test(arguments: [
    (SpokenTextRules.tags, "<i>Hi</i>", "<i>Hi</i>"), (.music, "♪ La ♪", "♪ La ♪"),
    (.soundDescriptions, "[sighs] Hi", "[sighs] Hi"), (.speakerNames, "ANA: Hi", "ANA: Hi"),
    (.dashes, "- Yes\n- No", "- Yes - No"), (.entities, "R&amp;D", "R&amp;D"),
  ])
  func aRuleThatIsOffLeavesTheText(rule: SpokenTextRules, text: String, words: String) {
    let parts = spokenParts(of: text, rules: .all.subtracting(rule), language: "en").parts
    #expect(parts == [SpokenPart(speaker: nil, text: words)])
    #expect(spoken(text) != [words] || rule == .speakerNames)
  }

  @Test func everyRuleHasAName() {
    #expect(SpokenTextRules.names.reduce(SpokenTextRules()) { $0.union($1.rule) } == .all)
    #expect(Set(SpokenTextRules.names.map(\.name)).count == SpokenTextRules.names.count)
  }

  @Test(arguments: ["(", "[", "<", "{\\", "&", "♪\n", "- ", "ANA: ", "A"])
  func hostileTextIsNoTrouble(text: String) {
    let long = String(repeating: text, count: 5000)
    #expect(spoken(long).count <= 5000)
  }
}

@Suite struct SpeakerNameTests {
  func cues(_ texts: String...) -> [Cue] {
    texts.enumerated().map { index, text in
      Cue(start: Time(seconds: Double(index)), end: Time(seconds: Double(index) + 1), text: text)
    }
  }

  @Test func whatStandsThreeTimesBeforeACueIsAName() {
    #expect(speakerNames(in: cues("Ana: a", "Ana: b", "- Ana: c", "Ben: d")) == ["Ana"])
    #expect(speakerNames(in: cues("安娜：一", "安娜：二", "安娜：三")) == ["安娜"])
  }

  @Test func aWordTheFileUsesElsewhereIsNoName() {
    let lesson = cues("Remember: a", "Remember: b", "Remember: c", "I remember it.")
    #expect(speakerNames(in: lesson).isEmpty)
  }

  @Test func timesAndAddressesAreNoNames() {
    #expect(speakerNames(in: cues("10:30", "10:30", "10:30")).isEmpty)
    #expect(speakerNames(in: cues("Https://a", "Https://a", "Https://a")).isEmpty)
  }
}
