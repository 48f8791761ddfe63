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

  /// Several files of one format as one, the joints softened so that they do not click.
  ///
  /// - Throws: `badAudio` when formats differ.
  static func joined(_ files: [WaveFile]) throws(SpeechError) -> [UInt8] {
    guard files.count > 1, let first = files.first else { return files.first?.bytes ?? [] }
    guard files.allSatisfy({ $0.format == first.format }) else {
      throw SpeechError(
        .badAudio, "The parts of a long line came in different formats; break the line up.")
    }
    var whole = Array(first.bytes[..<first.samples.lowerBound])
    for (index, file) in files.enumerated() {
      var samples = Array(file.bytes[file.samples])
      if file.bitsPerSample == 16 {
        if index > 0 { fade(&samples, from: 0, step: 2) }
        if index < files.count - 1 { fade(&samples, from: samples.count - 2, step: -2) }
      }
      whole += samples
    }
    // A data size of 0 means “to the end”, which the repair then writes there.
    for at in first.samples.lowerBound - 4..<first.samples.lowerBound { whole[at] = 0 }
    return try WaveFile(repairing: whole).bytes
  }

  /// Raises samples from nothing, 16 bits each, over 2 ms at 24 kHz.
  private static func fade(_ samples: inout [UInt8], from start: Int, step: Int) {
    let length = min(48, samples.count / 4)
    for index in 0..<length {
      let at = start + index * step
      let value = Int(Int16(bitPattern: UInt16(samples[at]) | UInt16(samples[at + 1]) << 8))
      let faded = value * index / length
      samples[at] = UInt8(truncatingIfNeeded: faded)
      samples[at + 1] = UInt8(truncatingIfNeeded: faded >> 8)
    }
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
