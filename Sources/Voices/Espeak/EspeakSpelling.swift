/// Signs written out where espeak-ng would leave them unsaid: in these languages it reads
/// 3.5 as “three five”, and says “percent” and “slash” in English.
struct EspeakSpelling {
  /// The word between whole and fraction.
  private let point: String
  /// The names of the digits 0 to 9, as they are said one by one after the point.
  private let digits: [String]
  private var percent = (before: "", after: "")

  /// The text as a voice should be given it.
  static func spelled(_ text: String, for voice: String) -> String {
    switch voice.prefix(while: { $0 != "+" && $0 != "-" }) {
    case "cmn", "yue": chinese.spell(text)
    case "ko": korean.spell(text)
    case "ja": japanese.spell(withoutSignsSpokenAsLetters(text))
    default: text
    }
  }

  private static let chinese = EspeakSpelling(
    point: "点", digits: "零一二三四五六七八九".map { String($0) }, percent: ("百分之", ""))
  private static let korean = EspeakSpelling(
    point: "점", digits: "영일이삼사오육칠팔구".map { String($0) }, percent: ("", "퍼센트"))
  /// Parted by spaces, or the last sound of one digit changes into the first of the next.
  private static let japanese = EspeakSpelling(
    point: "テン",
    digits: ["ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー"].map { " \($0)" },
    percent: ("", "パーセント"))

  private func spell(_ text: String) -> String {
    text.replacing(/([0-9][0-9.,]*)%/) { "\(percent.before)\($0.1)\(percent.after)" }
      .replacing(/([0-9])\.([0-9]+)/) { match in
        let fraction = match.2.compactMap(\.wholeNumberValue).map { digits[$0] }.joined()
        return "\(match.1)\(point)\(fraction)"
      }
      .replacing("/", with: "、")
  }

  /// espeak-ng says “Japanese letter” for dots between names, dashes, and a second long-vowel sign.
  private static func withoutSignsSpokenAsLetters(_ text: String) -> String {
    text.replacing(/[・〜—―]/) { _ in " " }.replacing(/ー{2,}/) { _ in "ー" }
  }
}
