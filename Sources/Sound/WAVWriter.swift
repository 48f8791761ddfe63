/// How samples are stored in a WAV file.
public enum WAVEncoding: Sendable {
  /// Exactly the samples.
  case float32
  /// Rounded to 16 bits without dither, louder than full scale clipped.
  case signed16
}

/// A mono WAV file of a waveform: the same samples always give the same bytes.
public func writeWAV(_ waveform: Waveform, as encoding: WAVEncoding) -> [UInt8] {
  let (format, width): (Int, Int) =
    switch encoding {
    case .float32: (3, 4)
    case .signed16: (1, 2)
    }
  let size = waveform.samples.count * width
  var bytes: [UInt8] = []
  bytes.reserveCapacity(44 + size)
  bytes += Array("RIFF".utf8)
  // Sizes that do not fit are written as "to the end", which readers of streams know.
  bytes.append(min(size + 36, 0xFFFF_FFFF), width: 4)
  bytes += Array("WAVEfmt ".utf8)
  let fields = [
    (16, 4), (format, 2), (1, 2), (waveform.rate, 4), (waveform.rate * width, 4), (width, 2),
    (width * 8, 2),
  ]
  for (value, width) in fields { bytes.append(value, width: width) }
  bytes += Array("data".utf8)
  bytes.append(min(size, 0xFFFF_FFFF), width: 4)
  for sample in waveform.samples { bytes.append(sample, as: encoding) }
  return bytes
}

extension [UInt8] {
  fileprivate mutating func append(_ value: Int, width: Int) {
    for place in 0..<width { append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }

  fileprivate mutating func append(_ sample: Float, as encoding: WAVEncoding) {
    switch encoding {
    case .float32:
      append(Int(sample.bitPattern), width: 4)
    case .signed16:
      let scaled = sample.isNaN ? 0 : (sample * 32768).rounded()
      append(Int(Swift.min(Swift.max(scaled, -32768), 32767)), width: 2)
    }
  }
}
