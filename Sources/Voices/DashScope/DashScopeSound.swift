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

  /// A piece that follows others, without a WAV header of its own: some services give each piece one, and a header in
  /// the middle is heard as a click.
  static func continuing(_ sound: [UInt8], with piece: [UInt8]) -> ArraySlice<UInt8> {
    guard !sound.isEmpty, piece.starts(with: "RIFF".utf8),
      piece.dropFirst(8).starts(with: "WAVE".utf8)
    else { return piece[...] }
    var place = 12
    while place + 8 <= piece.count {
      let body = place + 8
      if piece[place..<body].starts(with: "data".utf8) { return piece[body...] }
      let size = (4..<8).reduce(0) { $0 | Int(piece[place + $1]) << (8 * ($1 - 4)) }
      place = body + size + size % 2
    }
    return piece[...]
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
