import CFFmpeg

/// Turns frames of any rate, format and layout into planar float at 48 kHz.
struct Resampler: ~Copyable {
  private let context: OpaquePointer
  private let layout: ChannelLayout
  /// What the frames it is set for are like: rate, format, channels.
  private var input: [Int32] = []

  init(_ layout: ChannelLayout, file: String) throws(MediaError) {
    guard let context = swr_alloc() else {
      throw MediaError(file, "cannot be read: out of memory.")
    }
    self.context = context
    self.layout = layout
  }

  deinit {
    var context: OpaquePointer? = context
    swr_free(&context)
  }

  /// Whether frames like this one may be converted; a stream may change in the middle.
  func isSet(for frame: UnsafeMutablePointer<AVFrame>) -> Bool { input == Self.kind(of: frame) }

  private static func kind(of frame: UnsafeMutablePointer<AVFrame>) -> [Int32] {
    [frame.pointee.sample_rate, frame.pointee.format, frame.pointee.ch_layout.nb_channels]
  }

  /// Starts anew for frames like this one.
  mutating func reset(for frame: UnsafeMutablePointer<AVFrame>, file: String) throws(MediaError) {
    swr_close(context)
    var input = AVChannelLayout()
    defer { av_channel_layout_uninit(&input) }
    if frame.pointee.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC {
      av_channel_layout_default(&input, frame.pointee.ch_layout.nb_channels)
    } else {
      av_channel_layout_copy(&input, &frame.pointee.ch_layout)
    }
    let options = UnsafeMutableRawPointer(context)
    av_opt_set_chlayout(options, "in_chlayout", &input, 0)
    layout.withLibav { _ = av_opt_set_chlayout(options, "out_chlayout", $0, 0) }
    av_opt_set_int(options, "in_sample_rate", Int64(frame.pointee.sample_rate), 0)
    av_opt_set_int(options, "out_sample_rate", 48_000, 0)
    av_opt_set_sample_fmt(options, "in_sample_fmt", AVSampleFormat(frame.pointee.format), 0)
    av_opt_set_sample_fmt(options, "out_sample_fmt", AV_SAMPLE_FMT_FLTP, 0)
    // The mean of the channels, where libav's own choice for float is 3 dB louder.
    av_opt_set_double(options, "rematrix_maxval", 1, 0)
    try av(file, "has a sound that cannot be resampled") { swr_init(context) }
    self.input = Self.kind(of: frame)
  }

  func convert(
    _ frame: UnsafeMutablePointer<AVFrame>, into queue: inout PlanarQueue, file: String
  ) throws(MediaError) {
    let room = Int(swr_get_out_samples(context, frame.pointee.nb_samples))
    let input = UnsafeMutableRawPointer(frame.pointee.extended_data)?
      .assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
    let answer = fill(room, queue: &queue) {
      swr_convert(context, $0, Int32(room), input, frame.pointee.nb_samples)
    }
    guard answer >= 0 else {
      throw MediaError(file, doing: "cannot be resampled", code: answer, blame: .input)
    }
  }

  /// The samples still inside the filter, at the end of a stretch of sound.
  func drain(into queue: inout PlanarQueue) {
    guard swr_is_initialized(context) != 0 else { return }
    let room = Int(swr_get_out_samples(context, 0))
    _ = fill(room, queue: &queue) { swr_convert(context, $0, Int32(room), nil, 0) }
  }

  private func fill(
    _ room: Int, queue: inout PlanarQueue,
    _ convert: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
  ) -> Int32 {
    guard room > 0 else { return 0 }
    let channels = layout.channels
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: room * channels)
    defer { memory.deallocate() }
    var planes = (0..<channels).map { channel in
      UnsafeMutableRawPointer(memory + channel * room).assumingMemoryBound(to: UInt8.self)
        as UnsafeMutablePointer<UInt8>?
    }
    let count = planes.withUnsafeMutableBufferPointer { convert($0.baseAddress!) }
    guard count > 0 else { return count }
    queue.append(
      (0..<channels).map { channel in
        Array(UnsafeBufferPointer(start: memory + channel * room, count: Int(count)))
      })
    return count
  }
}
