/// How fast espeak-ng speaks, in its words per minute.
enum EspeakRate {
  /// A voice's own rate, at which `pace` is 100.
  ///
  /// espeak-ng's 175 is a normal rate in European languages. Its notion of a word misleads
  /// elsewhere; measured on sentences of about 30 syllables, final pause not counted:
  ///
  /// | voice | at 175 | chosen | gives |
  /// | --- | --- | --- | --- |
  /// | Mandarin | 3.8 syllables/s, unnaturally slow | 220 | 5.1 syllables/s |
  /// | Cantonese | 4.5 syllables/s | 200 | 5.2 syllables/s |
  /// | Japanese | 9.0 morae/s, very fast | 150 | 7.4 morae/s |
  static func own(of voice: String) -> Int {
    switch voice.prefix(while: { $0 != "+" && $0 != "-" }) {
    case "cmn": 220
    case "yue": 200
    case "ja": 150
    default: 175
    }
  }

  /// The rate for a pace in percent, inside what espeak-ng speaks intelligibly.
  static func paced(_ own: Int, percent: Int) -> Int {
    let (product, overflow) = own.multipliedReportingOverflow(by: percent)
    guard !overflow else { return percent > 0 ? 450 : 80 }
    return min(450, max(80, product / 100))
  }
}
