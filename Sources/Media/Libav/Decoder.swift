import CFFmpeg

/// An open decoder and the frame it fills.
struct Decoder: ~Copyable {
  let context: UnsafeMutablePointer<AVCodecContext>
  let frame: UnsafeMutablePointer<AVFrame>

  init(_ stream: UnsafeMutablePointer<AVStream>, file: String) throws(MediaError) {
    let parameters = stream.pointee.codecpar
    let name = String(cString: avcodec_get_name(parameters?.pointee.codec_id ?? AV_CODEC_ID_NONE))
    guard let codec = avcodec_find_decoder(parameters?.pointee.codec_id ?? AV_CODEC_ID_NONE),
      let context = avcodec_alloc_context3(codec), let frame = av_frame_alloc()
    else { throw MediaError(file, "has a stream in \(name), which cannot be decoded here.") }
    var opened: UnsafeMutablePointer<AVCodecContext>? = context
    var spare: UnsafeMutablePointer<AVFrame>? = frame
    avcodec_parameters_to_context(context, parameters)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = 1
    let answer = avcodec_open2(context, codec, nil)
    guard answer >= 0 else {
      avcodec_free_context(&opened)
      av_frame_free(&spare)
      throw MediaError(file, doing: "\(name) cannot be decoded", code: answer, blame: .input)
    }
    self.context = context
    self.frame = frame
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&frame)
  }

  /// Hands a packet over; false when the decoder cannot use it.
  func send(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    avcodec_send_packet(context, packet) >= 0
  }

  func sendEnd() { avcodec_send_packet(context, nil) }

  /// Fills `frame` with the next decoded one; false when it wants more packets.
  func receive() -> Bool { avcodec_receive_frame(context, frame) >= 0 }
}
