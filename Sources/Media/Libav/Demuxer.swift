import CFFmpeg

/// An open input file. It owns libav's context and gives packets in the file's order.
struct Demuxer: ~Copyable {
  let file: String
  let context: UnsafeMutablePointer<AVFormatContext>
  let packet: UnsafeMutablePointer<AVPacket>

  /// Opens a local file; playlists and everything that would open other files or the network are refused.
  init(_ file: String) throws(MediaError) {
    LibavLog.start()
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    var opened: UnsafeMutablePointer<AVFormatContext>?
    try av(file, "cannot be opened as media") {
      avformat_open_input(&opened, "file:" + file, nil, &options)
    }
    guard let context = opened else { throw MediaError(file, "cannot be opened as media.") }
    // AVI says when a picture is decoded, not when it is shown: every reader must conclude the same.
    context.pointee.flags |= AVFMT_FLAG_GENPTS
    let format = String(cString: context.pointee.iformat.pointee.name)
    let refused = [
      "hls", "concat", "dash", "concatf", "imf", "sdp", "image2", "tty", "webvtt", "srt",
    ]
    guard !refused.contains(where: { format.split(separator: ",").contains(Substring($0)) }) else {
      avformat_close_input(&opened)
      throw MediaError(
        file, "is a \(format) list or text, not a video. Give the media file itself.")
    }
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

  /// Reads the next packet into `packet`; false at the end. A damaged tail ends the file as libav sees it.
  func next() -> Bool {
    av_packet_unref(packet)
    return av_read_frame(context, packet) >= 0
  }
}

/// A time of libav in samples at 48 kHz, rounded to the nearest.
func samples(_ time: Int64, _ base: AVRational) -> Int {
  Int(av_rescale_q(time, base, AVRational(num: 1, den: 48_000)))
}
