import Dubbing
import Media

/// Bytes that sound between two stages takes at least: a tenth of its samples, as quiet voices without a bed do.
func leastLossless(_ length: Time, _ layout: ChannelLayout) -> Int {
  length.samples * layout.channels * 3 / 10
}

/// Sound between two stages: FLAC of 24 bits, stored 12 dB down, so that no sum of voices is ever clipped on the way.
///
/// The factor is a power of two: what comes back is what went in, to 2⁻²² of full scale.
struct LosslessWriter: ~Copyable {
  static let headroom: Float = 4
  private var writer: AudioWriter

  init(_ path: String, layout: ChannelLayout) throws(MediaError) {
    writer = try AudioWriter(path, codec: .flac, layout: layout)
  }

  mutating func write(_ planar: [[Float]]) throws(MediaError) {
    try writer.write(planar.map { $0.map { $0 / Self.headroom } })
  }

  consuming func finish() throws(MediaError) { try writer.finish() }
}

/// Reads what `LosslessWriter` wrote.
struct LosslessReader: ~Copyable {
  private var reader: AudioReader

  init(_ path: String) throws(MediaError) {
    reader = try AudioReader(path)
  }

  mutating func read(_ count: Int) throws(MediaError) -> [[Float]] {
    try reader.read(count).map { $0.map { $0 * LosslessWriter.headroom } }
  }
}
