import CFFmpeg
import Foundation

/// An output file in the making. Dropped unfinished, it removes the file.
struct Muxer: ~Copyable {
  let file: String
  let context: UnsafeMutablePointer<AVFormatContext>
  let packet: UnsafeMutablePointer<AVPacket>

  /// - Parameter format: libav's name; nil for what the extension says.
  init(_ file: String, format: String? = nil) throws(MediaError) {
    LibavLog.start()
    var made: UnsafeMutablePointer<AVFormatContext>?
    try av(file, "cannot be written", blame: .output) {
      avformat_alloc_output_context2(&made, nil, format, "file:" + file)
    }
    guard let context = made, let packet = av_packet_alloc() else {
      throw MediaError(file, "cannot be written: out of memory.", blame: .output)
    }
    context.pointee.flags |= AVFMT_FLAG_BITEXACT
    // FLAC in MP4 has been standard since; libavformat 5.1 still calls it an experiment.
    context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
    let answer = avio_open(&context.pointee.pb, "file:" + file, AVIO_FLAG_WRITE)
    guard answer >= 0 else {
      avformat_free_context(context)
      var spare: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&spare)
      throw MediaError(file, doing: "cannot be written", code: answer, blame: .output)
    }
    self.file = file
    self.context = context
    self.packet = packet
  }

  deinit {
    if context.pointee.pb != nil {
      avio_closep(&context.pointee.pb)
      unlink(file)
    }
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
    avformat_free_context(context)
  }

  var wantsGlobalHeader: Bool {
    context.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0
  }

  /// Whether it writes MP4 or MOV; not M4A, which is for people and has its exact length in its header.
  var isMP4: Bool {
    ["mp4", "mov"].contains(String(cString: context.pointee.oformat.pointee.name))
  }

  func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    guard let stream = avformat_new_stream(context, nil) else {
      throw MediaError(file, "cannot be written: out of memory.", blame: .output)
    }
    return stream
  }

  /// Writes the header; `options` are the muxer's own.
  func begin(_ options: [String: String] = [:]) throws(MediaError) {
    var dictionary: OpaquePointer?
    defer { av_dict_free(&dictionary) }
    for (key, value) in options.sorted(by: { $0.key < $1.key }) {
      av_dict_set(&dictionary, key, value, 0)
    }
    try av(file, "its header cannot be written", blame: .output) {
      avformat_write_header(context, &dictionary)
    }
  }

  /// Writes a packet whose times count in `base`; streams are merged by time.
  func write(_ packet: UnsafeMutablePointer<AVPacket>, to index: Int, from base: AVRational)
    throws(MediaError)
  {
    guard let stream = context.pointee.streams[index] else { return }
    packet.pointee.stream_index = Int32(index)
    packet.pointee.pos = -1
    av_packet_rescale_ts(packet, base, stream.pointee.time_base)
    try av(file, "cannot be written", blame: .output) {
      av_interleaved_write_frame(context, packet)
    }
  }

  /// Writes the trailer and closes the file; a full disk shows here at the latest.
  func finish() throws(MediaError) {
    try av(file, "its end cannot be written", blame: .output) { av_write_trailer(context) }
    avio_flush(context.pointee.pb)
    let failed = context.pointee.pb.pointee.error
    let closed = avio_closep(&context.pointee.pb)
    guard failed >= 0, closed >= 0 else {
      unlink(file)
      throw MediaError(
        file, doing: "cannot be written", code: failed < 0 ? failed : closed, blame: .output)
    }
  }
}
