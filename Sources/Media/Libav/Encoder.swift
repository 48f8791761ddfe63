import CFFmpeg

/// An open sound encoder and the frame it is fed with.
struct Encoder: ~Copyable {
  let context: UnsafeMutablePointer<AVCodecContext>
  private let frame: UnsafeMutablePointer<AVFrame>
  private let format: AVSampleFormat
  /// Samples it takes at once.
  let frameSize: Int

  init(
    _ codec: AudioCodec, bitRate: Int?, layout: ChannelLayout, file: String, wantsHeader: Bool
  ) throws(MediaError) {
    guard let found = avcodec_find_encoder_by_name(codec.encoder),
      let context = avcodec_alloc_context3(found), let frame = av_frame_alloc()
    else {
      throw MediaError(
        file, "cannot be encoded: this libavcodec has no \(codec.encoder).", blame: .output)
    }
    context.pointee.sample_rate = 48_000
    context.pointee.sample_fmt = codec.format
    context.pointee.time_base = AVRational(num: 1, den: 48_000)
    context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
    if wantsHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    context.pointee.thread_count = 1
    if let rate = bitRate ?? codec.usualBitRate(channels: layout.channels) {
      context.pointee.bit_rate = Int64(rate)
    }
    if codec.format == AV_SAMPLE_FMT_S32 { context.pointee.bits_per_raw_sample = 24 }
    if codec == .flac { context.pointee.compression_level = 2 }
    codec.named(layout).withLibav { _ = av_channel_layout_copy(&context.pointee.ch_layout, $0) }
    let answer = avcodec_open2(context, found, nil)
    guard answer >= 0 else {
      var opened: UnsafeMutablePointer<AVCodecContext>? = context
      avcodec_free_context(&opened)
      var spare: UnsafeMutablePointer<AVFrame>? = frame
      av_frame_free(&spare)
      throw MediaError(
        file,
        doing: "\(codec.rawValue) cannot encode the channels \(layout.name), choose another codec",
        code: answer, blame: .output)
    }
    self.context = context
    self.frame = frame
    format = codec.format
    frameSize = context.pointee.frame_size > 0 ? Int(context.pointee.frame_size) : 4096
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&frame)
  }

  /// Hands samples over; nil ends the sound.
  func send(_ planar: [[Float]]?, at position: Int, file: String) throws(MediaError) {
    guard let planar else {
      try av(file, "cannot be encoded", blame: .output) { avcodec_send_frame(context, nil) }
      return
    }
    av_frame_unref(frame)
    frame.pointee.nb_samples = Int32(planar[0].count)
    frame.pointee.format = format.rawValue
    frame.pointee.sample_rate = 48_000
    frame.pointee.pts = Int64(position)
    av_channel_layout_copy(&frame.pointee.ch_layout, &context.pointee.ch_layout)
    try av(file, "cannot be encoded", blame: .output) { av_frame_get_buffer(frame, 0) }
    fill(planar)
    try av(file, "cannot be encoded", blame: .output) { avcodec_send_frame(context, frame) }
  }

  func receive(into packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    avcodec_receive_packet(context, packet) >= 0
  }

  private func fill(_ planar: [[Float]]) {
    guard let planes = frame.pointee.extended_data else { return }
    let channels = planar.count
    switch format {
    case AV_SAMPLE_FMT_FLTP:
      for (channel, samples) in planar.enumerated() {
        guard let plane = planes[channel] else { return }
        UnsafeMutableRawPointer(plane).withMemoryRebound(to: Float.self, capacity: samples.count) {
          $0.update(from: samples, count: samples.count)
        }
      }
    case AV_SAMPLE_FMT_FLT:
      interleave(planar, into: planes[0], channels: channels) { $0 }
    default:
      // 24 bits in the upper part of 32, clipped at full scale.
      interleave(planar, into: planes[0], channels: channels) { sample in
        Int32(max(-8_388_608, min(8_388_607, (sample * 8_388_608).rounded()))) << 8
      }
    }
  }

  private func interleave<Sample>(
    _ planar: [[Float]], into plane: UnsafeMutablePointer<UInt8>?, channels: Int,
    _ convert: (Float) -> Sample
  ) {
    guard let plane else { return }
    let count = planar[0].count
    UnsafeMutableRawPointer(plane).withMemoryRebound(to: Sample.self, capacity: count * channels) {
      for (channel, samples) in planar.enumerated() {
        for i in 0..<count { $0[i * channels + channel] = convert(samples[i]) }
      }
    }
  }
}
