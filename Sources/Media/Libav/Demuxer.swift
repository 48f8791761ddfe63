import CFFmpeg

/// An open input file. It owns libav's context and gives packets in the file's order.
struct Demuxer: ~Copyable {
  let file: String
  let context: UnsafeMutablePointer<AVFormatContext>
  let packet: UnsafeMutablePointer<AVPacket>

  /// All formats but lists of other files, descriptions of network streams, text, and still pictures.
  private static let accepted: String = {
    let refused: Set = [
      "hls", "concat", "dash", "concatf", "imf", "sdp", "image2", "tty", "webvtt", "srt",
    ]
    var names: [Substring] = []
    var cursor: UnsafeMutableRawPointer?
    while let format = av_demuxer_iterate(&cursor) {
      let own = String(cString: format.pointee.name).split(separator: ",")
      // png_pipe and its kind are single pictures.
      guard !own[0].hasSuffix("_pipe"), refused.isDisjoint(with: own.map(String.init)) else {
        continue
      }
      names += own
    }
    return names.joined(separator: ",")
  }()

  /// Opens a local file; playlists and everything that would open other files or the network are refused.
  init(_ file: String) throws(MediaError) {
    LibavLog.start()
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    // Refused by name before they are opened: some read the files they list while opening.
    av_dict_set(&options, "format_whitelist", Self.accepted, 0)
    var opened: UnsafeMutablePointer<AVFormatContext>?
    let answer = avformat_open_input(&opened, "file:" + file, nil, &options)
    guard answer >= 0 || !LibavLog.lastLine.contains("whitelist") else {
      throw MediaError(
        file, "is a list of files, a text or a picture, not a video. Give the media file itself.")
    }
    try av(file, "cannot be opened as media") { answer }
    guard let context = opened else { throw MediaError(file, "cannot be opened as media.") }
    // Old containers give only the order of decoding; both probe and mux must see the same times.
    context.pointee.flags |= AVFMT_FLAG_GENPTS
    do {
      try av(file, "cannot be read as media") { avformat_find_stream_info(context, nil) }
    } catch {
      avformat_close_input(&opened)
      throw error
    }
    guard let packet = av_packet_alloc() else {
      avformat_close_input(&opened)
      throw MediaError(file, "cannot be read: out of memory.")
    }
    self.file = file
    self.context = context
    self.packet = packet
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&context)
  }

  var count: Int { Int(context.pointee.nb_streams) }

  func stream(_ index: Int) -> UnsafeMutablePointer<AVStream> {
    // The count was checked by libav; a stream pointer is never null below it.
    context.pointee.streams[index]!
  }

  /// Leaves the packets of all other streams unread, where the format can skip them.
  func read(only index: Int) {
    for other in 0..<count where other != index { stream(other).pointee.discard = AVDISCARD_ALL }
  }

  /// Reads the next packet into `packet`; false at the end. A damaged tail ends the file as libav sees it.
  func next() -> Bool {
    av_packet_unref(packet)
    return av_read_frame(context, packet) >= 0
  }
}

/// No film lasts longer than two days: a time beyond is damage, and believing it would be endless silence.
let longestFilm = 48 * 3600 * 48_000

/// A time of libav in samples at 48 kHz, rounded to the nearest.
///
/// Held within ±2^60, so that a damaged file's times can be added and subtracted without overflow.
func samples(_ time: Int64, _ base: AVRational) -> Int {
  let limit = 1 << 60
  guard base.num > 0, base.den > 0 else { return 0 }
  let exact = av_rescale_q(time, base, AVRational(num: 1, den: 48_000))
  // libav's answer to an overflow, of either sign.
  if exact == Int64.min { return time < 0 ? -limit : limit }
  return max(-limit, min(limit, Int(exact)))
}
