import CFFmpeg

/// Decodes one sound of a file, block by block, to planar 32-bit float at 48 kHz.
///
/// Sample 0 is the moment `origin`: what lies before is dropped, a late start and gaps in the time stamps become silence,
/// overlaps are cut. Priming and edit lists are honoured. A damaged packet is silence, not the end.
public struct AudioReader: ~Copyable {
  /// Which channels come out.
  public enum Channels: Sendable {
    /// Those of the file.
    case kept
    /// The mean of all, by libswresample's matrix.
    case mono
  }

  /// Time stamps this far from where the sound is are believed over a steady flow; containers round to 1 ms.
  private static let jump = 960

  public let layout: ChannelLayout
  private let demuxer: Demuxer
  private let decoder: Decoder
  private var resampler: Resampler
  private let stream: Int
  private let origin: Int
  private var ready: PlanarQueue
  /// Nil before the first decoded sample.
  private var clock: SteadyClock?
  private var isDrained = false
  private var hasSound = false

  /// - Parameters:
  ///   - stream: its number; nil for the file's main sound.
  ///   - origin: samples at 48 kHz on the file's own clock.
  public init(_ file: String, stream: Int? = nil, origin: Int = 0, channels: Channels = .kept)
    throws(MediaError)
  {
    let demuxer = try Demuxer(file)
    let best = av_find_best_stream(demuxer.context, AVMEDIA_TYPE_AUDIO, -1, -1, nil, 0)
    let index = stream ?? Int(best)
    guard index >= 0, index < demuxer.count else { throw MediaError(file, "has no sound.") }
    guard demuxer.stream(index).pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO else {
      throw MediaError(file, "stream \(index) is no sound. Name one that is.")
    }
    demuxer.read(only: index)
    let decoder = try Decoder(demuxer.stream(index), file: file)
    let own = ChannelLayout(demuxer.stream(index).pointee.codecpar.pointee.ch_layout)
    let layout = channels == .mono ? .mono : own
    let resampler = try Resampler(layout, file: file)
    self.layout = layout
    self.demuxer = demuxer
    self.decoder = decoder
    self.resampler = resampler
    self.stream = index
    self.origin = origin
    ready = PlanarQueue(channels: layout.channels)
  }

  /// The next samples, one array a channel: `count` of them, fewer at the end, none after it.
  public mutating func read(_ count: Int) throws(MediaError) -> [[Float]] {
    while ready.count < count, !isDrained { try decodeMore() }
    return ready.take(count)
  }

  private mutating func decodeMore() throws(MediaError) {
    while demuxer.next() {
      guard Int(demuxer.packet.pointee.stream_index) == stream else { continue }
      guard decoder.send(demuxer.packet) else { continue }
      return try receive()
    }
    decoder.sendEnd()
    try receive()
    resampler.drain(into: &ready)
    isDrained = true
    guard hasSound else { throw MediaError(demuxer.file, "has a sound that cannot be decoded.") }
  }

  private mutating func receive() throws(MediaError) {
    while decoder.receive() {
      hasSound = true
      try place(decoder.frame)
    }
  }

  /// Puts a frame where its time stamp says.
  private mutating func place(_ frame: UnsafeMutablePointer<AVFrame>) throws(MediaError) {
    let rate = Int(frame.pointee.sample_rate)
    guard rate > 0, frame.pointee.nb_samples > 0 else { return }
    let stamp = frame.pointee.best_effort_timestamp
    let base = demuxer.stream(stream).pointee.time_base
    let steady = clock?.now ?? 0
    var told = stamp == cff_no_pts ? steady : samples(stamp, base) - origin
    if abs(told) > longestFilm { told = steady }
    let isJump = clock == nil || abs(told - steady) > Self.jump
    if isJump || !resampler.isSet(for: frame) {
      resampler.drain(into: &ready)
      try resampler.reset(for: frame, file: demuxer.file)
      clock = SteadyClock(start: isJump ? told : steady, rate: rate)
    }
    if isJump { ready.shift(told - steady) }
    try resampler.convert(frame, into: &ready, file: demuxer.file)
    clock?.fed += Int(frame.pointee.nb_samples)
  }
}

/// Where the next decoded sample belongs, had nothing jumped.
///
/// It counts at the sound's own rate: a frame of 1,024 samples at 44.1 kHz is no whole number at 48 kHz, and
/// rounding each frame would drift by 11 ms a minute.
private struct SteadyClock {
  let start: Int
  let rate: Int
  var fed = 0

  var now: Int { start + fed * 48_000 / rate }
}
