public import Dubbing

/// Formant speech from espeak-ng: free, offline, in over a hundred languages, the same bytes every time.
///
/// One short-lived process speaks each line: espeak-ng is reproducible only for the first clip of a
/// process. The line goes in on standard input, never as an argument.
public actor Espeak: Synthesizer {
  public static let type = "espeak"

  private let command: Command
  private let reader: JapaneseReader
  private let patience: Duration
  private var found: EspeakInstallation?
  private var foundReader: String?

  /// - Parameters:
  ///   - search: where espeak-ng, mecab and kakasi are looked for.
  ///   - patience: how long one line may take, before its length is counted.
  public init(search: SearchPath = .environment, patience: Duration = .seconds(120)) {
    command = Command(program: "espeak-ng", package: "espeak-ng", search: search)
    reader = JapaneseReader(search: search)
    self.patience = patience
  }

  public nonisolated var source: DigitalSource { .algorithmicMedia }
  public nonisolated var tariff: Tariff { .free }
  /// As far as it stays intelligible; its own limits are wider.
  public nonisolated var paces: ClosedRange<Int>? { 70...150 }
  public nonisolated var isRepeatable: Bool { true }

  public nonisolated func reads(in language: String) -> Set<WrittenForm> {
    EspeakReading.forms(in: Language(language).primary)
  }

  public var catalogue: [VoiceListing] {
    get async throws(SpeechError) { try await installation().listings }
  }

  /// The voice meant by a name (`es`, `es-419`, `es+f3`, `default`), with all that decides its sound.
  ///
  /// `settings` holds the voice's own rate in words per minute and, for Japanese, who read the kanji.
  public func voice(
    named name: String, language: String
  ) async throws(SpeechError) -> Voice {
    let installation = try await installation()
    let resolved = try installation.resolve(name, language: language)
    if resolved.hasPrefix("mb-") { try await confirm(mbrola: resolved) }
    var settings = ["words_per_minute": String(EspeakRate.own(of: resolved))]
    if resolved.isVoice("ja") { settings["reader"] = try await readerVersion() }
    return Voice(
      provider: Self.type, model: installation.version, name: resolved, settings: settings)
  }

  public nonisolated func speak(_ line: Line, under conduct: Conduct)
    async throws(SpeechError) -> Speech
  {
    let installation = try await installation()
    try Self.check(line.voice.model, is: installation.version)
    let name = try installation.resolve(line.voice.name, language: line.language)
    let text = try await pronounceable(line, as: name)
    let own = line.voice.settings["words_per_minute"].flatMap { Int($0) }
    let rate = EspeakRate.paced(own ?? EspeakRate.own(of: name), percent: line.pace)
    let raw = try await utter(text, voice: name, rate: rate)
    guard !raw.isEmpty else { throw Self.silence }
    let wave = try WaveFile(repairing: raw)
    guard !wave.isSilent else { throw Self.silence }
    return Speech(audio: wave.bytes)
  }

  /// The words of a line as espeak-ng can say them.
  private func pronounceable(
    _ line: Line, as voice: String
  ) async throws(SpeechError) -> String {
    guard line.text.utf8.count <= Self.longest else {
      throw SpeechError(.refused, "The line is over \(Self.longest) bytes long; break it up.")
    }
    let text = speakable(line.text)
    guard voice.isVoice("ja") else { return EspeakSpelling.spelled(text, for: voice) }
    let here = try await readerVersion()
    try Self.check(line.voice.settings["reader"] ?? here, is: here)
    return EspeakSpelling.spelled(try await reader.read(text, by: here), for: voice)
  }

  private static let silence = SpeechError(
    .badAudio, "espeak-ng made only silence; give the line words to say.")

  /// Bytes of text in one line: some twenty minutes of speech.
  static let longest = 20_000

  /// The sound of a text, header as espeak-ng wrote it.
  private nonisolated func utter(
    _ text: String, voice: String, rate: Int
  ) async throws(SpeechError) -> [UInt8] {
    // Measured at the slowest rate: 23 KB of sound a letter spelt out, 30 KB a figure, 212 KB for the
    // name of a sign.
    let limit = 1_000_000 + 250_000 * text.unicodeScalars.count
    return try await command.run(
      ["-v", voice, "-s", String(rate), "-b", "1", "--stdin", "--stdout"],
      input: Array(text.utf8), limit: min(limit, 256_000_000),
      within: patience + .milliseconds(5 * text.utf8.count))
  }

  /// A voice settled on another machine, or before an upgrade, would not sound as its key says.
  private static func check(_ settled: String, is here: String) throws(SpeechError) {
    guard settled == here else {
      throw SpeechError(
        .unavailable,
        "The voice was settled with \(shown(settled)), but here is \(here); "
          + "install the same version, or run the whole pipeline again here.")
    }
  }

  /// A MBROLA voice is listed whether or not its recordings are installed: only trying tells.
  private func confirm(mbrola name: String) async throws(SpeechError) {
    do {
      _ = try WaveFile(repairing: try await utter("a", voice: name, rate: 175))
    } catch {
      let packages = "mbrola and mbrola-\(name.dropFirst(3).prefix { $0 != "+" })"
      throw SpeechError(
        .missingVoice, "\(name) cannot speak: install the Debian packages \(packages).")
    }
  }

  private func readerVersion() async throws(SpeechError) -> String {
    if let foundReader { return foundReader }
    let version = try await reader.version()
    foundReader = version
    return version
  }

  private func installation() async throws(SpeechError) -> EspeakInstallation {
    if let found { return found }
    let installation = try await EspeakInstallation(asking: command)
    found = installation
    return installation
  }
}

extension String {
  /// Whether this voice, with or without a variant, speaks a language.
  fileprivate func isVoice(_ language: String) -> Bool {
    self == language || hasPrefix(language + "+")
  }
}
