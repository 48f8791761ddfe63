import Sound
import Testing

struct WAVTests {
  let wave = Waveform(samples: [0, 0.25, -0.5, 0.75, -1], rate: 24_000)

  @Test func floatFilesComeBackExactly() throws {
    #expect(try readWAV(writeWAV(wave, as: .float32)) == wave)
  }

  @Test func sixteenBitsRoundAndClip() throws {
    let loud = Waveform(samples: [0.5, 1.5, -1.5, .nan], rate: 8000)
    let read = try readWAV(writeWAV(loud, as: .signed16))
    #expect(read.samples == [0.5, 32767 / 32768, -1, 0])
  }

  /// Found by fuzzing: the mean of two such channels is infinite.
  @Test func floatsBeyondAnyScaleAreNoSound() throws {
    let wild = Waveform(
      samples: [.greatestFiniteMagnitude, -.infinity, .nan, 0.5], rate: 24_000)
    var bytes = writeWAV(wild, as: .float32)
    bytes.replaceSubrange(22..<24, with: little(2, 2))
    #expect(try readWAV(bytes).samples == [0, 0.25])
  }

  @Test(arguments: [0, 0xFFFF_FFFF, 0x7FFF_FF9B, 1_000])
  func anUnknownDataSizeMeansToTheEnd(size: Int) throws {
    var bytes = writeWAV(wave, as: .float32)
    bytes.replaceSubrange(40..<44, with: little(size, 4))
    #expect(try readWAV(bytes) == wave)
  }

  @Test func chunksAroundTheSoundAreIgnored() throws {
    var bytes = writeWAV(wave, as: .float32)
    bytes += Array("LIST".utf8) + little(4, 4) + [1, 2, 3, 4]
    bytes.insert(contentsOf: Array("junk".utf8) + little(3, 4) + [9, 9, 9, 0], at: 12)
    #expect(try readWAV(bytes) == wave)
  }

  @Test func anOddByteIsDropped() throws {
    var bytes = writeWAV(wave, as: .signed16)
    bytes.replaceSubrange(40..<44, with: little(0, 4))
    #expect(try readWAV(bytes + [7]).samples.count == 5)
  }

  @Test func everyWidthMeansTheSameSample() throws {
    let halves: [(Int, Int, [UInt8])] = [
      (1, 8, [192]), (1, 16, [0, 64]), (1, 24, [0, 0, 64]), (1, 32, [0, 0, 0, 64]),
      (3, 32, [0, 0, 0, 63]),
    ]
    for (format, bits, bytes) in halves {
      #expect(try readWAV(file(format, bits, bytes)).samples == [0.5])
      #expect(try readWAV(file(format, bits, bytes, extensible: true)).samples == [0.5])
    }
    #expect(try readWAV(file(1, 24, [0, 0, 0xC0])).samples == [-0.5])
  }

  @Test func channelsAreAveraged() throws {
    let bytes = file(1, 16, [0, 64, 0, 0, 0, 32, 0, 32], channels: 2)
    #expect(try readWAV(bytes).samples == [0.25, 0.25])
    #expect(averagedToMono(interleaved: [1, 2, 3, 4, 5], channels: 2) == [1.5, 3.5])
  }

  @Test func errorsSayWhatToDo() {
    #expect(throws: WAVError.notWAV) { try readWAV(Array("<html>nothing here</html>".utf8)) }
    #expect(throws: WAVError.unsupported(format: 17, bits: 4)) { try readWAV(file(17, 4, [1])) }
    #expect(throws: WAVError.impossible(rate: 8000, channels: 0)) {
      try readWAV(file(1, 16, [1, 1], channels: 0))
    }
    #expect(throws: WAVError.noSamples) { try readWAV(Array(file(1, 16, []).prefix(36))) }
    #expect(throws: WAVError.noFormat) { try readWAV(Array(file(1, 16, []).prefix(12))) }
    #expect("\(WAVError.noSamples)".hasSuffix("again."))
  }

  @Test func hostileBytesAreRefusedOrRead() {
    let whole = file(1, 24, [1, 2, 3, 4, 5, 6], channels: 2, extensible: true)
    for length in whole.indices { _ = try? readWAV(Array(whole[..<length])) }
    var random = Xorshift(state: 99)
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<4 {
        let place = Int(abs(random.next()) * Double(bytes.count - 1))
        bytes[place] = UInt8(truncatingIfNeeded: Int(random.next() * 1000))
      }
      _ = try? readWAV(bytes)
    }
  }

  private func file(
    _ format: Int, _ bits: Int, _ sound: [UInt8], channels: Int = 1, extensible: Bool = false
  ) -> [UInt8] {
    let width = bits / 8 * channels
    var chunk = little(extensible ? 0xFFFE : format, 2) + little(channels, 2) + little(8000, 4)
    chunk += little(8000 * width, 4) + little(width, 2) + little(bits, 2)
    if extensible { chunk += little(22, 2) + little(bits, 2) + little(0, 4) + little(format, 2) }
    if extensible { chunk += [UInt8](repeating: 0, count: 14) }
    return Array("RIFF".utf8) + little(0, 4) + Array("WAVEfmt ".utf8) + little(chunk.count, 4)
      + chunk + Array("data".utf8) + little(sound.count, 4) + sound
  }

  private func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
