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
  bytes.append(waveform.samples, as: encoding)
  return bytes
}

extension [UInt8] {
  fileprivate mutating func append(_ value: Int, width: Int) {
    for place in 0..<width { append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }

  fileprivate mutating func append(_ samples: [Float], as encoding: WAVEncoding) {
    switch encoding {
    case .float32:
      samples.map(\.bitPattern.littleEndian).withUnsafeBytes { append(contentsOf: $0) }
    case .signed16:
      samples.map { sixteenBits($0).littleEndian }.withUnsafeBytes { append(contentsOf: $0) }
    }
  }
}

private func sixteenBits(_ sample: Float) -> Int16 {
  sample.isNaN ? 0 : Int16(min(max((sample * 32768).rounded(), -32768), 32767))
}
