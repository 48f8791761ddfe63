import Sound
import Testing

struct WAVClipTests {
  private func clip(_ bytes: [UInt8], cutTo size: Int? = nil) throws -> WAVClip {
    let there = bytes.prefix(size ?? bytes.count)
    return try WAVClip(size: bytes.count) { place, target in
      let read = there.dropFirst(place).prefix(target.count)
      target.copyBytes(from: read)
      return read.count
    }
  }

  private func samples(_ clip: WAVClip, blocks: Int) throws -> [Float] {
    var (clip, samples) = (clip, [Float]())
    var block = [Float](repeating: 9, count: blocks)
    while true {
      let count = try block.withUnsafeMutableBufferPointer { try clip.read(into: $0) }
      samples += block[..<count]
      if count < blocks { return samples }
    }
  }

  @Test(arguments: [WAVEncoding.float32, .signed16], [1, 7, 480, 100_000])
  func aClipReadInBlocksIsTheWholeFile(encoding: WAVEncoding, blocks: Int) throws {
    let wave = Waveform(samples: Signals.noise(decibels: -10, count: 3_000), rate: 48_000)
    let bytes = writeWAV(wave, as: encoding)
    let clip = try clip(bytes)
    #expect(clip.length == 3_000 && clip.rate == 48_000)
    #expect(try samples(clip, blocks: blocks) == readWAV(bytes).samples)
    var again = clip
    #expect(try again.read(3_500) == readWAV(bytes).samples)
  }

  @Test func notesBeforeTheSoundAreSkipped() throws {
    var bytes = writeWAV(Waveform(samples: [0.5, -0.5], rate: 48_000), as: .float32)
    let notes = Array("note".utf8) + [0, 0x40, 0, 0] + [UInt8](repeating: 7, count: 16_384)
    bytes.insert(contentsOf: notes, at: 12)
    #expect(try samples(clip(bytes), blocks: 10) == [0.5, -0.5])
  }

  @Test func stereoIsReadAsMono() throws {
    var bytes = writeWAV(Waveform(samples: [1, 0, 0.5, 0.5], rate: 48_000), as: .float32)
    bytes[22] = 2
    #expect(try samples(clip(bytes), blocks: 3) == [0.5, 0.5])
  }

  @Test func aFileThatBecameShorterEnds() throws {
    let bytes = writeWAV(Waveform(samples: [1, 2, 3, 4], rate: 48_000), as: .float32)
    #expect(try samples(clip(bytes, cutTo: 44 + 9), blocks: 4) == [1, 2])
  }

  @Test func whatIsNoWAVIsNotOpened() {
    for count in [0, 1, 12, 44, 5_000] {
      #expect(throws: WAVError.self) { try clip([UInt8](repeating: 1, count: count)) }
    }
  }
}
