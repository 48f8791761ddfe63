/// A RIFF WAVE file whose header tells the truth.
///
/// Engines that stream write a header before they know the length: espeak-ng puts 0x7FFFF000 for the
/// data, others 0 or 0xFFFFFFFF. A reader that believes it sees hours of sound.
struct WaveFile {
  /// The whole file: header as received with sizes repaired, then the samples, then nothing.
  let bytes: [UInt8]
  /// Where the samples are.
  let samples: Range<Int>
  let bitsPerSample: Int
  /// Encoding, channels and rate as the header has them; files of one format can be joined.
  let format: [UInt8]

  /// - Throws: `badAudio` when this is no WAV, or has no samples.
  init(repairing raw: [UInt8]) throws(SpeechError) {
    guard raw.count >= 12, raw[0..<4].elementsEqual("RIFF".utf8),
      raw[8..<12].elementsEqual("WAVE".utf8)
    else { throw SpeechError(.badAudio, "What came back is not a WAV file; speak the line again.") }
    var (at, frame, bits, form) = (12, 0, 0, [UInt8]())
    while at + 8 <= raw.count, !raw[at..<at + 4].elementsEqual("data".utf8) {
      let size = Self.number(raw, at + 4, bytes: 4)
      if raw[at..<at + 4].elementsEqual("fmt ".utf8), size >= 16, at + 24 <= raw.count {
        frame = Self.number(raw, at + 20, bytes: 2)
        bits = Self.number(raw, at + 22, bytes: 2)
        form = Array(raw[at + 8..<at + 24])
      }
      at += 8 + size + size % 2
    }
    guard at + 8 <= raw.count, frame > 0 else {
      throw SpeechError(.badAudio, "The WAV file has no format or no data; speak the line again.")
    }
    let (start, claimed) = (at + 8, Self.number(raw, at + 4, bytes: 4))
    let there = raw.count - start
    let believed = claimed == 0 ? there : min(claimed, there)
    samples = start..<start + believed - believed % frame
    bitsPerSample = bits
    format = form
    guard !samples.isEmpty else {
      throw SpeechError(.badAudio, "The WAV file is silent: no samples; give the line words.")
    }
    var whole = Array(raw[..<samples.upperBound])
    if samples.count % 2 == 1 { whole.append(0) }
    Self.store(whole.count - 8, in: &whole, at: 4)
    Self.store(samples.count, in: &whole, at: at + 4)
    bytes = whole
  }

  /// Whether every sample is zero, for 16-bit samples give or take the last bit.
  var isSilent: Bool {
    guard bitsPerSample == 16 else { return bytes[samples].allSatisfy { $0 == 0 } }
    return stride(from: samples.lowerBound, to: samples.upperBound - 1, by: 2).allSatisfy {
      abs(Int(Int16(truncatingIfNeeded: Self.number(bytes, $0, bytes: 2)))) <= 1
    }
  }

  /// A little-endian number, as all of RIFF.
  private static func number(_ raw: [UInt8], _ at: Int, bytes: Int) -> Int {
    raw[at..<at + bytes].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func store(_ value: Int, in raw: inout [UInt8], at: Int) {
    for byte in 0..<4 { raw[at + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }
}
