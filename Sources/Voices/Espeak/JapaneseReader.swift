import Foundation

/// Turns written Japanese into the kana espeak-ng can say: it speaks each kanji as “Chinese letter”.
///
/// MeCab with its IPA dictionary first, because it knows pronunciation (the particle は is “wa”, おう is
/// a long o); KAKASI, which knows only readings, for words MeCab does not know, or where it is absent.
struct JapaneseReader: Sendable {
  private let mecab: Command
  private let kakasi: Command

  /// Where Debian's mecab-ipadic-utf8 puts the dictionary. Named, because the machine's default
  /// dictionary may be another, with other columns and so another speech.
  private static let dictionary = "/var/lib/mecab/dic/ipadic-utf8"

  init(search: SearchPath) {
    mecab = Command(program: "mecab", package: "mecab", search: search)
    kakasi = Command(program: "kakasi", package: "kakasi", search: search)
  }

  /// Who reads, as part of the voice: another dictionary is another sound.
  ///
  /// - Throws: `unavailable` naming the Debian packages when neither program is there.
  func version() async throws(SpeechError) -> String {
    // KAKASI tells its version only in its help, on standard error.
    let hasKakasi = try await answer(of: kakasi, ["-iutf8"]) != nil
    if let size = Self.dictionarySize, let output = try await answer(of: mecab, ["--version"]) {
      let words = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      let second = hasKakasi ? ", kakasi" : ""
      return "mecab \(words.last ?? "?"), ipadic of \(size) bytes\(second)"
    }
    if hasKakasi { return "kakasi" }
    throw SpeechError(
      .unavailable,
      "Japanese needs a reader for its kanji: install the Debian packages mecab and "
        + "mecab-ipadic-utf8 (or kakasi).")
  }

  /// The text in kana, words parted by spaces; digits, Latin words and punctuation are kept.
  ///
  /// - Parameter reader: the voice's own, from `version()`, so that a voice never changes its reader.
  func read(_ text: String, by reader: String) async throws(SpeechError) -> String {
    guard reader.hasPrefix("mecab") else { return try await readWithKakasi(text) }
    let output = try await mecab.run(
      [
        "-d", Self.dictionary, "-b", String(max(8192, 2 * text.utf8.count)),
        "-F", #"%m\t%f[0]\t%f[1]\t%f[8]\n"#, "-U", #"%m\t%f[0]\t%f[1]\t\n"#, "-E", "",
      ],
      input: Array(text.utf8) + [10], limit: 10_000 + 200 * text.utf8.count)
    var words = String(decoding: output, as: UTF8.self).split(separator: "\n")
      .compactMap { Morpheme($0) }
    guard reader.hasSuffix("kakasi") else { return Self.joined(words) }
    for at in words.indices
    where words[at].isUnread && words[at].said.allSatisfy(Self.isKnownToKakasi) {
      words[at].said = try await readWithKakasi(words[at].said)
    }
    return Self.joined(words)
  }

  /// Morphemes to words: particles, endings, counters and signs lean on what stands before them, and
  /// so do the parts of one number.
  private static func joined(_ words: [Morpheme]) -> String {
    var text = ""
    var isInNumber = false
    for word in words {
      let leans = word.isSign || word.isEnding || isInNumber && word.isNumber
      if !leans && !text.isEmpty { text += " " }
      text += word.said
      isInNumber = word.isNumber || isInNumber && word.isSign
    }
    return text
  }

  /// KAKASI answers a character outside JIS X 0208 with rubbish, kilobytes of it for some.
  private static func isKnownToKakasi(_ character: Character) -> Bool {
    let isPlain = character.isLetter || character.isPunctuation
    return character.isASCII || isPlain && String(character).canBeConverted(to: .iso2022JP)
  }

  private func readWithKakasi(_ text: String) async throws(SpeechError) -> String {
    let known = text.filter(Self.isKnownToKakasi)
    let output = try await kakasi.run(
      ["-iutf8", "-outf8", "-JH", "-KH", "-s"], input: Array(known.utf8) + [10],
      limit: 10_000 + 200 * text.utf8.count)
    let said = ["は": "わ", "へ": "え"]
    return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .map { said[String($0)] ?? String($0) }.joined(separator: " ")
  }
}

extension JapaneseReader {
  /// Tells one edition of the dictionary from another; nothing where it is not installed.
  private static var dictionarySize: Int? {
    let file = dictionary + "/sys.dic"
    return try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
  }

  /// Nothing where the program is not installed.
  private func answer(
    of command: Command, _ arguments: [String]
  ) async throws(SpeechError) -> [UInt8]? {
    do {
      return try await command.run(arguments, limit: 10_000)
    } catch {
      guard [.unavailable, .refused].contains(error.kind) else { throw error }
      return nil
    }
  }
}
