import CFFmpeg

/// Encodes planar 32-bit float at 48 kHz to a file, block by block. Equal samples give equal bytes.
///
/// The extension of the path chooses the container. A writer that is dropped unfinished removes its file.
public struct AudioWriter: ~Copyable {
  /// A whole MP4 keeps a table of every packet in memory until its end, which grows with the film; fragments of ten
  /// seconds do not. The header waits for the first, so that it can tell the priming.
  private static let fragments = ["movflags": "+delay_moov", "frag_duration": "10000000"]

  private let muxer: Muxer
  private let encoder: Encoder
  private let codec: AudioCodec
  private var waiting: PlanarQueue
  private var position = 0

  /// - Parameter bitRate: bits per second; nil for the codec's usual.
  public init(_ file: String, codec: AudioCodec, bitRate: Int? = nil, layout: ChannelLayout)
    throws(MediaError)
  {
    let muxer = try Muxer(file)
    let encoder = try Encoder(
      codec, bitRate: bitRate, layout: layout, file: file, wantsHeader: muxer.wantsGlobalHeader)
    let stream = try muxer.addStream()
    avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context)
    stream.pointee.time_base = AVRational(num: 1, den: 48_000)
    if codec.undeclaredDelay > 0 { stream.pointee.codecpar.pointee.initial_padding = 0 }
    try muxer.begin(muxer.isMP4 ? Self.fragments : [:])
    var waiting = PlanarQueue(channels: layout.channels)
    waiting.shift(-codec.undeclaredDelay)
    self.muxer = muxer
    self.encoder = encoder
    self.codec = codec
    self.waiting = waiting
  }

  /// One array a channel, all of one length.
  public mutating func write(_ planar: [[Float]]) throws(MediaError) {
    waiting.append(planar)
    while waiting.count >= encoder.frameSize { try encode(waiting.take(encoder.frameSize)) }
  }

  /// Writes what is left and the end of the file.
  public consuming func finish() throws(MediaError) {
    waiting.shift(codec.undeclaredDelay)
    while waiting.count >= encoder.frameSize { try encode(waiting.take(encoder.frameSize)) }
    if waiting.count > 0 { try encode(waiting.take(waiting.count)) }
    try encoder.send(nil, at: 0, file: muxer.file)
    try drain()
    try muxer.finish()
  }

  private mutating func encode(_ planar: [[Float]]) throws(MediaError) {
    try encoder.send(planar, at: position + codec.undeclaredDelay, file: muxer.file)
    position += planar[0].count
    try drain()
  }

  private func drain() throws(MediaError) {
    while encoder.receive(into: muxer.packet) {
      try muxer.write(muxer.packet, to: 0, from: encoder.context.pointee.time_base)
    }
  }
}
