extension Speech {
  /// The WAV files of a line's parts as one, the joints softened so that they do not click.
  ///
  /// - Throws: `badAudio` when formats differ, or one is no WAV file.
  public static func joined(_ parts: [[UInt8]]) throws(SpeechError) -> [UInt8] {
    var files: [WaveFile] = []
    for part in parts { files.append(try WaveFile(repairing: part)) }
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
}
