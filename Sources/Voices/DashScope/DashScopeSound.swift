/// Sound as DashScope sends it, made one honest WAV file.
enum DashScopeSound {
  /// A file from the bytes of an answer: a WAV whose header lies, or samples without one.
  ///
  /// - Throws: `badAudio` for another format, for no sound, and for silence.
  static func wave(_ bytes: [UInt8], rate: Int = 24_000) throws(SpeechError) -> WaveFile {
    guard bytes.count > 44 else { throw silence }
    let foreign = ["ID3", "OggS", "fLaC", "{", "<"].contains { bytes.starts(with: $0.utf8) }
    guard !foreign else {
      throw SpeechError(
        .badAudio, "The service sent something other than WAV; check the model, and try again.",
        retry: .maybe)
    }
    let isWave = bytes.starts(with: "RIFF".utf8)
    let wave = try WaveFile(repairing: isWave ? bytes : bareHeader(rate) + bytes)
    guard !wave.isSilent else { throw silence }
    return wave
  }

  private static let silence = SpeechError(
    .badAudio, "The service answered with silence; give the line words, or check the voice.")

  /// 16 bits, mono: what the service documents for samples without a header.
  private static func bareHeader(_ rate: Int) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEfmt ".utf8)
      + [16, 0, 0, 0, 1, 0, 1, 0] + number(rate) + number(2 * rate) + [2, 0, 16, 0]
      + Array("data".utf8) + [0, 0, 0, 0]
  }
}
