import Foundation
import Sound

/// Places the clips of a plan (start in seconds, tab, WAV file) on a timeline and writes it as 16-bit mono.
func mix(plan: String, seconds: String, to path: String) throws {
  let rate = 48_000
  let rows = try String(contentsOfFile: plan, encoding: .utf8).split(separator: "\n").map {
    $0.split(separator: "\t")
  }
  let files = rows.map { String($0[1]) }
  let clips = try rows.indices.map { row in
    ClipPlacement(
      start: Int(((Double(rows[row][0]) ?? 0) * Double(rate)).rounded()),
      length: try ClipFile.clip(files[row]).length, fadeIn: 0, fadeOut: 0)
  }
  let total = Int(((Double(seconds) ?? 0) * Double(rate)).rounded())
  var mixer = TrackMixer(clips: clips, layout: .mono) { try ClipFile.clip(files[$0]) }
  let out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  defer { close(out) }
  var header = writeWAV(Waveform(samples: [], rate: rate), as: .signed16)
  for (place, size) in [(4, total * 2 + 36), (40, total * 2)] {
    for byte in 0..<4 { header[place + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
  }
  _ = header.withUnsafeBytes { write(out, $0.baseAddress, $0.count) }
  var channels: [[Float]] = []
  var block = [Int16](repeating: 0, count: 16_384)
  while mixer.position < total {
    let count = min(block.count, total - mixer.position)
    try mixer.next(count, into: &channels)
    round(channels[0], to: &block)
    _ = block.withUnsafeBytes { write(out, $0.baseAddress, count * 2) }
  }
}

/// Rounds to the nearest step; the reference saturates sums, so does this.
private func round(_ samples: [Float], to block: inout [Int16]) {
  // Adding this leaves no bits for a fraction, so the sum's own rounding is the rounding.
  let magic: Float = 12_582_912
  block.withUnsafeMutableBufferPointer { block in
    samples.withUnsafeBufferPointer { samples in
      for index in 0..<min(samples.count, block.count) {
        let scaled = max(-32768, min(32767, samples[index] * 32768)) + magic
        block[index] = Int16(truncatingIfNeeded: scaled.bitPattern)
      }
    }
  }
}
