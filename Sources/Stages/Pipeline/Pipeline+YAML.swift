import Dubbing
public import Foundation
import Media
import Yams

extension Pipeline {
  /// The keys of the top level; the JSON Schema in `pipelines/` lists the same.
  static let keys = [
    "video", "output", "store", "source_language", "audio", "default_track", "subtitle_tracks",
    "tracks", "report", "max_cost", "residency", "limits", "providers", "languages", "segmentation",
    "spoken_text", "fit",
    "mix",
  ]
  static let audioKeys = ["codec", "bit_rate"]
  static let languageKeys = [
    "subtitles", "check_language", "voice", "consent", "cast", "takes", "title", "bed",
    "lexicon", "spell_out", "direction", "lines",
  ]
  static let castKeys = ["voice", "consent"]
  static let lineKeys = ["say", "direction", "pace"]
  static let lexiconKeys = ["written", "spoken", "case", "speaker"]
  static let subtitleKeys = ["file", "track", "language", "encoding", "fps", "timing"]
  static let mixKeys =
    ["mode", "bed", "voice", "levelling", "pan", "loudness"]
    + ["depth"] + Ducking.times.map(\.name)
  static let stemKeys = ["file", "track"]
  static let loudnessKeys = ["integrated", "true_peak"]
  static let fitKeys = ["preset", "respeak"] + FitConstants.keys.map(\.name)

  /// The name it goes by in the store and the ledger: the absolute path of its file, wherever it is run from.
  public var identity: String { Self.identity(of: file) }

  /// What a pipeline file is called in the store and the ledger.
  public static func identity(of file: String) -> String {
    URL(fileURLWithPath: file).standardizedFileURL.path
  }

  /// Reads a pipeline file.
  public init(contentsOf path: String) throws(PipelineError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw PipelineError("cannot be read. Check the path and its permissions.", file: path)
    }
    guard bytes.count <= 1 << 20, let text = String(data: bytes, encoding: .utf8) else {
      throw PipelineError("is not a pipeline file: it must be UTF-8 text up to 1 MiB.", file: path)
    }
    try self.init(yaml: text, file: path)
  }

  /// Decodes the text of a pipeline file; `file` names it in errors, and its folder is where relative paths start.
  public init(yaml text: String, file: String) throws(PipelineError) {
    let root = try Section(Self.compose(text, file: file), name: "pipeline", file: file)
    try root.allow(Self.keys)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    func path(_ relative: String) -> String {
      URL(fileURLWithPath: relative, relativeTo: folder).standardizedFileURL.path
    }
    self.file = file
    video = path(try root.requiredText("video"))
    sourceLanguage = try root.text("source_language")
    store = try root.text("store").map(path)
    providers = try Self.providers(root)
    try Self.checkResidency(root, of: providers)
    languages = try Self.languages(root, providers: providers, path: path)
    output = try Self.output(root, languages: languages.map(\.language), path: path)
    report = try root.text("report").map(path)
    maxCost = try Self.maxCost(root, providers: providers)
    limits = try InputLimits(root)
    spokenText = try Self.spokenText(root)
    segmentation = try root.choice("segmentation", SegmentationMode.self) ?? .sentence
    let section = try root.section("fit")
    tempo = try section?.isAuto("tempo") == true ? .auto : .given
    respeak = try section?.choice("respeak", RespeakPolicy.self) ?? .free
    mix = try Self.mix(root)
    fit = try Self.fit(root, usual: mix.mode == .lector ? .lector : .onScreen)
    loudness = try Self.loudness(root)
    stem = try root.section("mix")?.stem(path: path)
    try checkStems(root)
    try checkOutput(root)
    if let sourceLanguage, !Language.isWellFormed(sourceLanguage) {
      throw root.fault(
        "`\(sourceLanguage)` is not a language tag; write one such as `en` or `pt-BR`.",
        at: root.value("source_language"))
    }
  }

  static func compose(_ text: String, file: String) throws(PipelineError) -> Node {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw PipelineError("is empty. `polydub init` writes a pipeline file.", file: file)
      }
      return node
    } catch let error as PipelineError {
      throw error
    } catch let error as YamlError {
      throw PipelineError(yaml: error, file: file)
    } catch {
      throw PipelineError("is not YAML: \(error)", file: file)
    }
  }

  private static func output(
    _ root: Section, languages: [String], path: (String) -> String
  ) throws(PipelineError) -> Output {
    let written = try root.requiredText("output")
    let kinds = MuxContainer.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
    let kind = URL(fileURLWithPath: written).pathExtension.lowercased()
    guard let container = MuxContainer(rawValue: kind) else {
      throw root.fault("`output` must end in one of \(kinds).", at: root.value("output"))
    }
    let audio = try root.section("audio")
    try audio?.allow(audioKeys)
    let codec = try audio?.choice("codec", AudioCodec.self) ?? (container == .webm ? .opus : .aac)
    let kilobits = try audio?.integer("bit_rate", in: 16...1536)
    return Output(
      path: path(written), container: container, codec: codec,
      bitRate: kilobits.map { $0 * 1000 },
      defaultTrack: try defaultTrack(root, languages: languages),
      subtitles: try root.flag("subtitle_tracks") ?? true,
      tracks: try tracks(root).map(path))
  }

  private static func defaultTrack(_ root: Section, languages: [String]) throws(PipelineError)
    -> String?
  {
    guard let track = try root.text("default_track"), track != "original" else { return nil }
    guard languages.contains(track) else {
      throw root.fault(
        "`default_track` must be `original` or a language of this pipeline, not `\(track)`.",
        at: root.value("default_track"))
    }
    return track
  }

  private static func tracks(_ root: Section) throws(PipelineError) -> String? {
    guard let pattern = try root.text("tracks") else { return nil }
    guard pattern.contains("{language}") else {
      throw root.fault(
        "`tracks` needs `{language}` in it, such as `../out/film.{language}.flac`.",
        at: root.value("tracks"))
    }
    let known = TrackFile.extensions
    guard known.contains(URL(fileURLWithPath: pattern).pathExtension.lowercased()) else {
      throw root.fault(
        "`tracks` must end in one of \(known.map { ".\($0)" }.joined(separator: ", ")).",
        at: root.value("tracks"))
    }
    return pattern
  }

  private static func spokenText(_ root: Section) throws(PipelineError) -> SpokenTextRules {
    var rules = SpokenTextRules.all
    guard let section = try root.section("spoken_text") else { return rules }
    try section.allow(SpokenTextRules.names.map(\.name))
    for (name, rule) in SpokenTextRules.names where try section.flag(name) == false {
      rules.remove(rule)
    }
    return rules
  }

  private static func mix(_ root: Section) throws(PipelineError) -> MixSettings {
    guard let section = try root.section("mix") else { return MixSettings() }
    try section.allow(mixKeys)
    let usual = section.value("bed") == nil ? MixSettings.Mode.duck : .bed
    var mix = MixSettings(try section.choice("mode", MixSettings.Mode.self) ?? usual)
    try section.read(into: &mix.ducking)
    mix.voice = try section.hundredths("voice", in: -4000...1200) ?? mix.voice
    mix.levelling = try section.flag("levelling") == false ? .off : .on
    mix.pan = try section.pan()
    return mix
  }

  /// No input may be overwritten.
  private func checkOutput(_ root: Section) throws(PipelineError) {
    var inputs = [video, file] + stems.compactMap(\.path) + languages.compactMap(\.lexicon)
    for case .file(let path, _, _, let timing) in languages.map(\.subtitles) {
      inputs += [path] + (timing.map { [$0] } ?? [])
    }
    let real = { (path: String) in URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    if inputs.map(real).contains(real(output.path)) {
      throw root.fault(
        "`output` is one of the inputs; polydub never overwrites an input. Choose another name.",
        at: root.value("output"))
    }
    if let lost = overwrittenByReport {
      throw root.fault(
        "`report` would overwrite \(lost). Choose another folder.", at: root.value("report"))
    }
  }
}

extension PipelineError {
  /// What the YAML parser says, with its place.
  init(yaml error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init("is not YAML: \(problem).", file: file, line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        "\(keys.map { "`\($0)`" }.joined(separator: ", ")) is given twice in one mapping; keep one.",
        file: file, line: context.mark.line, column: context.mark.column)
    default:
      let sentence = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      self.init("is not YAML: \(sentence).", file: file)
    }
  }
}
