import Dubbing

/// From a name in a pipeline file to the name espeak-ng is given.
extension EspeakInstallation {
  /// - Parameter name: a voice (`fr-be`), a language tag (`es-MX`), or `default`; `+f3` adds a variant.
  /// - Throws: `missingVoice` with the nearest names.
  func resolve(_ name: String, language: String) throws(SpeechError) -> String {
    let parts = name.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let asked = String(parts[0])
    let wanted = asked == "default" || asked.isEmpty ? language : asked
    guard let voice = voice(for: wanted.lowercased().replacing("_", with: "-")) else {
      let known = voices.map(\.language) + voices.map { $0.file.lowercased() }
      throw SpeechError(
        .missingVoice,
        "espeak-ng has no voice “\(shown(wanted))”"
          + "\(suggestion(for: wanted, among: Set(known).sorted()));"
          + " `polydub voices` lists all.")
    }
    guard parts.count == 2 else { return voice }
    return voice + "+" + (try variant(named: String(parts[1])))
  }

  /// espeak-ng ignores a variant it does not know, and is particular about capitals: `F3` is none.
  private func variant(named name: String) throws(SpeechError) -> String {
    let known = variants.map(\.file)
    if known.contains(name) { return name }
    if let match = known.first(where: { $0.lowercased() == name.lowercased() }) { return match }
    throw SpeechError(
      .missingVoice,
      "espeak-ng has no variant “+\(shown(name))”\(suggestion(for: name, among: known));"
        + " `polydub voices` lists all.")
  }

  private func voice(for tag: String) -> String? {
    if mbrola.contains(where: { $0.file == tag }) { return tag }
    let known = Set(voices.map(\.language) + voices.map { $0.file.lowercased() })
    if let choice = Self.preferred(tag), known.contains(choice) { return choice }
    if known.contains(tag) { return tag }
    if let row = voices.first(where: { $0.others.contains(tag) }) { return row.language }
    let subtags = tag.split(separator: "-")
    guard subtags.count > 1, let last = subtags.last, Self.isRegionOrScript(last) else {
      return nil
    }
    return voice(for: subtags.dropLast().joined(separator: "-"))
  }

  /// Whether a subtag may be left out to find a voice: by its length (BCP 47), so typing errors show.
  private static func isRegionOrScript(_ subtag: Substring) -> Bool {
    let isNumber = subtag.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? subtag.count == 3 : [2, 4].contains(subtag.count)
  }

  /// The voice for a language or region where espeak-ng's own choice is not the right one.
  ///
  /// `cmn`, its choice for Mandarin, reads Chinese characters as English letters.
  private static func preferred(_ tag: String) -> String? {
    let subtags = tag.split(separator: "-")
    func has(_ any: Substring...) -> Bool { subtags.dropFirst().contains { any.contains($0) } }
    switch subtags.first {
    case "zh" where has("hk", "mo", "yue"), "yue" where !has("latn"): return "yue"
    case "zh" where !has("hak"), "cmn": return "cmn-latn-pinyin"
    case "en" where subtags.count == 1: return "en-us"
    case "en" where has("au", "nz", "ie", "in", "za"): return "en-gb"
    case "es" where subtags.count > 1 && !has("es"): return "es-419"
    default: return nil
    }
  }
}
