import Testing

@testable import Voices

struct WaveFileTests {
  /// A WAV file of 16-bit mono samples whose data size is as claimed, with more bytes after it.
  private func wav(
    _ samples: [UInt8], claims size: UInt32? = nil, chunk: [UInt8] = [], then rest: [UInt8] = []
  ) -> [UInt8] {
    func four(_ n: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: n >> (8 * $0)) } }
    let format: [UInt8] = [1, 0, 1, 0] + four(22_050) + four(44_100) + [2, 0, 16, 0]
    let head = Array("RIFF".utf8) + four(0xFFFF_FFFF) + Array("WAVEfmt ".utf8) + four(16) + format
    let data = Array("data".utf8) + four(size ?? UInt32(samples.count)) + samples
    return head + chunk + data + rest
  }

  @Test(arguments: [0, 0x7FFF_F000, 0x7FFF_FF9B, 0xFFFF_FFFF] as [UInt32])
  func aSizeThatLiesIsReplacedByWhatIsThere(size: UInt32) throws {
    let repaired = try WaveFile(repairing: wav([1, 2, 3, 4, 5], claims: size))
    #expect(repaired.bytes[repaired.samples].elementsEqual([1, 2, 3, 4]))
    #expect(repaired.bytes == (try WaveFile(repairing: wav([1, 2, 3, 4]))).bytes)
    #expect(repaired.bytes[4] == 40 && repaired.bytes[40] == 4)
  }

  @Test func aCredibleSizeEndsTheSound() throws {
    let extra = Array("LIST".utf8) + [2, 0, 0, 0, 9, 9]
    let repaired = try WaveFile(repairing: wav([1, 2, 3, 4], chunk: extra, then: extra))
    #expect(repaired.bytes[repaired.samples].elementsEqual([1, 2, 3, 4]))
    #expect(repaired.bytes.count == repaired.samples.upperBound)
  }

  @Test func silenceIsHeard() throws {
    #expect(try WaveFile(repairing: wav([0, 0, 1, 0, 255, 255])).isSilent)
    #expect(try !WaveFile(repairing: wav([0, 0, 2, 0])).isSilent)
    #expect(try !WaveFile(repairing: wav([0, 128])).isSilent)
  }

  @Test func aFileCutAnywhereIsReadOrRefused() {
    let whole = wav([1, 2, 3, 4], claims: 0x7FFF_F000)
    for length in 0..<whole.count {
      let file = try? WaveFile(repairing: Array(whole[..<length]))
      #expect((file != nil) == (length >= 46), "\(length)")
    }
  }

  @Test func anyByteMayBeWrong() {
    let whole = wav([1, 2, 3, 4])
    for at in whole.indices {
      for value in [0, 1, 127, 128, 255] as [UInt8] {
        var broken = whole
        broken[at] = value
        guard let file = try? WaveFile(repairing: broken) else { continue }
        #expect(file.samples.upperBound <= file.bytes.count)
        _ = file.isSilent
      }
    }
  }
}
