/// What the espeak-ng of this machine can do, asked once: its version, voices and variants.
struct EspeakInstallation: Sendable {
  /// `espeak-ng 1.51`.
  let version: String
  let voices: [EspeakVoiceRow]
  /// Timbres that go with any voice, by file name: `f3` in `es+f3`.
  let variants: [EspeakVoiceRow]
  /// Voices of a second engine, listed even where it is not installed.
  let mbrola: [EspeakVoiceRow]

  init(asking command: Command) async throws(SpeechError) {
    version = try await Self.version(command)
    voices = try await Self.rows(command, "--voices")
    variants = try await Self.rows(command, "--voices=variant")
    mbrola = try await Self.rows(command, "--voices=mb")
  }

  /// The version from `eSpeak NG text-to-speech: 1.51  Data at: …`.
  private static func version(_ command: Command) async throws(SpeechError) -> String {
    let output = try await command.run(["--version"], limit: 4_000)
    let words = String(decoding: output, as: UTF8.self).split(separator: " ")
    guard let number = words.first(where: { $0.first?.isNumber == true }) else {
      throw SpeechError(
        .unavailable, "espeak-ng does not tell its version; reinstall the Debian package espeak-ng."
      )
    }
    return "espeak-ng \(number)"
  }

  private static func rows(
    _ command: Command, _ option: String
  ) async throws(SpeechError) -> [EspeakVoiceRow] {
    EspeakVoiceRow.rows(of: try await command.run([option], limit: 1_000_000))
  }

  /// Every voice but plain `cmn`, which reads Chinese characters as English letters.
  var listings: [VoiceListing] {
    let spoken = voices.filter { $0.file != "cmn" }.map { row in
      let shared = voices.count { $0.language == row.language } > 1
      return VoiceListing(
        name: shared ? row.file.lowercased() : row.language, language: row.language,
        gender: row.gender, note: row.title)
    }
    let timbres = variants.map { row in
      VoiceListing(
        name: "+\(row.file)", language: "mul", gender: row.gender,
        note: "goes with any voice, as in es+\(row.file)")
    }
    return spoken + timbres
  }
}
