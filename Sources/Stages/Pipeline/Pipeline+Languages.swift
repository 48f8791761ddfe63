import Dubbing
import Yams

extension Pipeline {
  static func languages(
    _ root: Section, providers: [String: Account], path: (String) -> String
  ) throws(PipelineError) -> [Dubbed] {
    guard let section = try root.section("languages"), !section.keys.isEmpty else {
      throw root.fault("`languages` must name at least one language to dub into.")
    }
    var languages: [Dubbed] = []
    var seen: Set<String> = []
    for tag in section.keys {
      guard Language.isWellFormed(tag) else {
        throw section.fault(
          "`\(tag)` is not a language tag; write one such as `es` or `pt-BR`.",
          at: section.value(tag))
      }
      guard seen.insert(tag.lowercased()).inserted, let entry = try section.section(tag) else {
        throw section.fault(
          "`\(tag)` must be given once, with its `subtitles`.", at: section.value(tag))
      }
      languages.append(try dubbed(tag, entry, providers: providers, path: path))
    }
    return languages
  }

  private static func dubbed(
    _ tag: String, _ entry: Section, providers: [String: Account], path: (String) -> String
  ) throws(PipelineError) -> Dubbed {
    try entry.allow(languageKeys)
    let (cast, consents) = try cast(entry, providers: providers)
    var takes: [String: String] = [:]
    if let section = try entry.section("takes") {
      for label in section.keys { takes[label] = path(try section.requiredText(label)) }
    }
    let (wording, lexicon) = try entry.wording(path: path)
    return Dubbed(
      language: tag, subtitles: try subtitles(entry, path: path),
      checksLanguage: try entry.flag("check_language") ?? true,
      voice: try voice(entry, "voice", providers: providers)
        ?? VoiceName(provider: "espeak", name: tag),
      cast: cast, takes: takes, wording: wording, lexicon: lexicon, title: try entry.text("title"),
      stem: try entry.stem(path: path), consent: try entry.text("consent"),
      castConsents: consents)
  }

  /// Voices by speaker: `ANA: qwen/Serena`, or with a consent `ANA: { voice: …, consent: … }`.
  private static func cast(_ entry: Section, providers: [String: Account]) throws(PipelineError)
    -> ([String: VoiceName], [String: String])
  {
    var (cast, consents): ([String: VoiceName], [String: String]) = ([:], [:])
    guard let section = try entry.section("cast") else { return (cast, consents) }
    for speaker in section.keys {
      guard let node = section.value(speaker), node.mapping != nil else {
        cast[speaker] = try voice(section, speaker, providers: providers)
        continue
      }
      let role = try Section(node, name: speaker, file: entry.file)
      try role.allow(castKeys)
      _ = try role.requiredText("voice")
      cast[speaker] = try voice(role, "voice", providers: providers)
      consents[speaker] = try role.text("consent")
    }
    return (cast, consents)
  }

  /// `espeak/es`, where the account must be one of the pipeline's.
  private static func voice(_ section: Section, _ key: String, providers: [String: Account])
    throws(PipelineError) -> VoiceName?
  {
    guard let text = try section.text(key) else { return nil }
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else {
      throw section.fault(
        "A voice is written `provider/name`, such as `espeak/es`, not `\(text)`.",
        at: section.value(key))
    }
    let account = String(text[..<slash])
    guard providers[account] != nil else {
      let hint =
        nearest(to: account, among: Array(providers.keys)).first.map { " Did you mean `\($0)`?" }
        ?? ""
      throw section.fault(
        "`\(account)` is not among the providers (\(providers.keys.sorted().joined(separator: ", "))).\(hint)",
        at: section.value(key))
    }
    return VoiceName(provider: account, name: String(text[text.index(after: slash)...]))
  }

  private static func subtitles(_ entry: Section, path: (String) -> String)
    throws(PipelineError) -> SubtitleSource
  {
    guard let node = entry.value("subtitles"), !node.isNull else {
      throw entry.fault("`\(entry.name)` needs `subtitles`: a file, or a track of the video.")
    }
    if node.scalar != nil {
      return .file(
        path: path(try entry.requiredText("subtitles")), encoding: nil, framesPerSecond: nil)
    }
    let section = try Section(node, name: "subtitles", file: entry.file)
    try section.allow(subtitleKeys)
    if let track = try section.integer("track", in: 0...999) { return .track(track) }
    if let language = try section.text("language") { return .trackLanguage(language) }
    return .file(
      path: path(try section.requiredText("file")), encoding: try section.text("encoding"),
      framesPerSecond: try section.text("fps"), timing: try section.text("timing").map(path))
  }
}
