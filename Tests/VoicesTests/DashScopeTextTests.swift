import Dubbing
import Foundation
import Testing

@testable import Voices

struct BilledCharactersTests {
  /// Of the vendor's own sample, 92 Han and 11 signs are billed as 195.
  @Test func hanCountTwice() {
    let sample = String(repeating: "字", count: 92) + String(repeating: "，", count: 11)
    #expect(qwenBilledCharacters(sample) == 195)
    #expect(qwenBilledCharacters("漢字 kana かな カナ 한글 漢") == 3 * 2 + 15)
    #expect(qwenBilledCharacters("𠮷豈") == 4)
    #expect(qwenBilledCharacters("") == 0)
  }
}

struct TextPiecesTests {
  @Test func aShortTextIsOnePiece() {
    #expect(pieces(of: "  Just this.  ", limit: 600) == ["Just this."])
  }

  @Test func sentencesStayWholeThenClausesThenWords() {
    #expect(pieces(of: "One two. Three four. Five", limit: 21) == ["One two. Three four.", "Five"])
    #expect(pieces(of: "One two, three four five", limit: 16) == ["One two,", "three four five"])
    #expect(pieces(of: "One two three four", limit: 8) == ["One two", "three", "four"])
    #expect(pieces(of: "abcdefgh", limit: 3) == ["abc", "def", "gh"])
  }

  @Test func aDecimalPointIsNoEnd() {
    #expect(pieces(of: "It is 3.14159 metres", limit: 15).first == "It is 3.14159")
  }

  @Test func chineseEndsAtItsOwnSigns() {
    let sentence = "今天的会议很重要，请大家准时参加。"
    let text = String(repeating: sentence, count: 30)
    let pieces = pieces(of: text, limit: 600)
    #expect(pieces.joined() == text)
    #expect(pieces.allSatisfy { $0.utf8.count <= 600 && $0.hasSuffix("。") })
  }

  @Test(arguments: sentences)
  func nothingIsLostInAnyLanguage(language: String, text: String) {
    let long = Array(repeating: text, count: 40).joined(separator: " ")
    for limit in [60, 200, 600] {
      let pieces = pieces(of: long, limit: limit)
      #expect(pieces.allSatisfy { $0.utf8.count <= limit })
      #expect(pieces.joined().filter { $0 != " " } == long.filter { $0 != " " })
    }
  }

  @Test func hostileTextsEnd() {
    #expect(pieces(of: "", limit: 600).isEmpty)
    #expect(pieces(of: "… !!! ???", limit: 600).isEmpty)
    #expect(pieces(of: String(repeating: ".", count: 5000), limit: 600).isEmpty)
    let family = String(repeating: "👨‍👩‍👧‍👦a", count: 200)
    #expect(pieces(of: family, limit: 10) == Array(repeating: "a", count: 200))
  }

  @Test func whatIsReadAloudByMistakeIsTakenOut() {
    #expect(qwenSpeakable("**Mind**  the `gap`\n", language: "en") == "Mind the gap")
    #expect(qwenSpeakable("共 3 个 VIP 用户", language: "zh") == "共3个 VIP 用户")
    #expect(qwenSpeakable("route 66 west", language: "zh") == "route 66 west")
  }
}

struct BackoffTests {
  @Test func waitsDoubleAndEnd() {
    let backoff = Backoff()
    for (attempt, seconds) in [(1, 1), (2, 2), (3, 4)] {
      let wait = backoff.wait(after: attempt, wish: nil)
      #expect(wait.map { $0 >= .seconds(seconds) * 0.79 && $0 <= .seconds(seconds) * 1.21 } == true)
    }
    #expect(backoff.wait(after: 4, wish: nil) == nil)
    #expect(backoff.wait(after: 1, wish: .seconds(30)) == .seconds(30))
    #expect(backoff.wait(after: 1, wish: .seconds(61)) == nil)
  }

  @Test func aWishIsSecondsOrADate() {
    let now = Date(timeIntervalSince1970: 1_445_412_420)
    #expect(Backoff.wish("7") == .seconds(7))
    #expect(Backoff.wish("Wed, 21 Oct 2015 07:28:00 GMT", now: now) == .seconds(60))
    #expect(Backoff.wish("-5") == .zero)
    #expect(Backoff.wish("soon") == nil && Backoff.wish(nil) == nil)
  }
}

struct DashScopeRegionTests {
  @Test(arguments: [
    (
      "https://w.ap-southeast-1.maas.aliyuncs.com/api/v1/",
      "https://w.ap-southeast-1.maas.aliyuncs.com/api/v1"
    ),
    ("https://dashscope.aliyuncs.com/compatible-mode/v1", "https://dashscope.aliyuncs.com/api/v1"),
    ("http://127.0.0.1:80/api/v1", "http://127.0.0.1:80/api/v1"),
  ])
  func anAddressIsMadeGood(address: String, base: String) {
    #expect(DashScopeAccount.Region(address: address)?.base == base)
  }

  @Test(arguments: [
    "http://example.org/api/v1", "example.org", "", "https://a:b@c/", "file:///x", "https://c/?k=v",
  ])
  func aKeyDoesNotTravelOpenly(address: String) {
    #expect(DashScopeAccount.Region(address: address) == nil)
  }
}
