/// Reads a WAV file of any channel count as mono.
///
/// Streaming voices do not know their length when they write the header, so a data size of 0, or
/// one that reaches past the file, means "to the end"; a credible size ends the sound, and chunks
/// after it are ignored. Read are PCM of 8, 16, 24 and 32 bits and 32-bit float, plain or
/// EXTENSIBLE. An incomplete last frame is dropped; float values that are no numbers, or beyond 2^24,
/// become 0.
public func readWAV(_ bytes: [UInt8]) throws(WAVError) -> Waveform {
  let sound = try WAVSound(bytes)
  return sound.format.decode(bytes[sound.bytes(ofFile: bytes.count)])
}

/// Where the sound of a WAV file lies, and how it is stored.
struct WAVSound {
  let format: WAVFormat
  private let start: Int
  /// What the file says; 0 for a stream of unknown length.
  private let size: Int

  /// `bytes` begin with the file's first one and reach at least to the sound's.
  init(_ bytes: [UInt8]) throws(WAVError) {
    guard bytes.count >= 12, bytes.spells("RIFF", at: 0) || bytes.spells("RF64", at: 0),
      bytes.spells("WAVE", at: 8)
    else { throw .notWAV }
    var format: WAVFormat?
    var place = 12
    while place + 8 <= bytes.count {
      let size = bytes.number(at: place + 4, width: 4)
      let body = place + 8
      if bytes.spells("data", at: place) {
        guard let format else { throw .noFormat }
        (self.format, self.start, self.size) = (format, body, size)
        return
      }
      if bytes.spells("fmt ", at: place) { format = try WAVFormat(bytes, at: body, size: size) }
      place = body + size + (size & 1)
    }
    throw format == nil ? .noFormat : .noSamples
  }

  /// The bytes of the sound in a file of `count` bytes.
  func bytes(ofFile count: Int) -> Range<Int> {
    let room = max(0, count - start)
    return start..<start + (size == 0 ? room : min(size, room))
  }
}

/// What the `fmt ` chunk says, once it has been found possible.
struct WAVFormat {
  enum Encoding { case unsigned8, signed16, signed24, signed32, float32 }
  let encoding: Encoding
  let channels: Int
  let rate: Int

  init(_ bytes: [UInt8], at body: Int, size: Int) throws(WAVError) {
    guard size >= 16, body + 16 <= bytes.count else { throw .noFormat }
    var format = bytes.number(at: body, width: 2)
    channels = bytes.number(at: body + 2, width: 2)
    rate = bytes.number(at: body + 4, width: 4)
    let bits = bytes.number(at: body + 14, width: 2)
    // EXTENSIBLE keeps the real format in the first two bytes of its GUID.
    if format == 0xFFFE, size >= 26, body + 26 <= bytes.count {
      format = bytes.number(at: body + 24, width: 2)
    }
    switch (format, bits) {
    case (1, 8): encoding = .unsigned8
    case (1, 16): encoding = .signed16
    case (1, 24): encoding = .signed24
    case (1, 32): encoding = .signed32
    case (3, 32): encoding = .float32
    default: throw .unsupported(format: format, bits: bits)
    }
    // 1 kHz to 768 kHz: below and above no recorder works, and later arithmetic stays small.
    guard channels > 0, (1_000...768_000).contains(rate) else {
      throw .impossible(rate: rate, channels: channels)
    }
  }

  /// Bytes of one sample of every channel.
  var frame: Int { width * channels }

  var width: Int {
    switch encoding {
    case .unsigned8: 1
    case .signed16: 2
    case .signed24: 3
    case .signed32, .float32: 4
    }
  }

  func decode(_ bytes: ArraySlice<UInt8>) -> Waveform {
    let count = bytes.count / frame * channels
    let samples = bytes.withUnsafeBytes { raw in
      [Float](unsafeUninitializedCapacity: count) { target, filled in
        decode(raw, into: .init(rebasing: target[..<count]))
        filled = count
      }
    }
    return Waveform(samples: averagedToMono(interleaved: samples, channels: channels), rate: rate)
  }

  /// The samples of all channels, interleaved, as many as `target` holds.
  func decode(_ raw: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
    guard encoding == .signed16, let start = raw.baseAddress else {
      for index in target.indices { target[index] = sample(raw, index * width) }
      return
    }
    // By far the most; a loop of its own, with nothing to check, is vectorised.
    for index in 0..<target.count {
      let value = start.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self)
      target[index] = Float(Int16(littleEndian: value)) * (1 / 32768)
    }
  }

  private func sample(_ raw: UnsafeRawBufferPointer, _ at: Int) -> Float {
    switch encoding {
    case .unsigned8:
      return (Float(raw[at]) - 128) / 128
    case .signed16:
      return Float(Int16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: Int16.self)))
        / 32768
    case .signed24:
      let low = Int32(raw[at]) | Int32(raw[at + 1]) << 8
      return Float(low | Int32(Int8(bitPattern: raw[at + 2])) << 16) / 8_388_608
    case .signed32:
      return Float(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: Int32.self)))
        / 2_147_483_648
    case .float32:
      let bits = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      let value = Float(bitPattern: bits)
      // A sum of channels must stay a number, and so must the squares of a whole film.
      return value.magnitude <= 0x1p24 ? value : 0
    }
  }
}

extension [UInt8] {
  /// Whether four letters stand at a place; false beyond the end.
  fileprivate func spells(_ word: StaticString, at place: Int) -> Bool {
    guard place + 4 <= count else { return false }
    return (0..<4).allSatisfy { self[place + $0] == word.utf8Start[$0] }
  }

  /// An unsigned little-endian number; the caller has checked that it is there.
  fileprivate func number(at place: Int, width: Int) -> Int {
    (0..<width).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) }
  }
}
