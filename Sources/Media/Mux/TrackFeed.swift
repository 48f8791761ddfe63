import CFFmpeg

/// The packets of one dub.
final class TrackFeed: PacketFeed {
  private let demuxer: Demuxer
  let place: Int
  /// Matroska readers do not agree on the priming of AAC, so a packet that is priming only stays out: what follows
  /// is then in its place for all of them, its first 21 ms faded in.
  private let leavesPriming: Bool
  private let shift: Int64
  private(set) var time: Int?

  init(_ plan: MuxPlan, dub: Int, muxer: borrowing Muxer) throws(MediaError) {
    let track = plan.dubs[dub]
    let demuxer = try Demuxer(track.file)
    let made = try muxer.addStream()
    let from = demuxer.stream(0)
    avcodec_parameters_copy(made.pointee.codecpar, from.pointee.codecpar)
    made.pointee.codecpar.pointee.codec_tag = 0
    made.pointee.time_base = from.pointee.time_base
    let isAAC = from.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_AAC
    leavesPriming = isAAC && plan.container.isMatroska
    let declared = plan.container.isMatroska ? declarePreSkip(of: made.pointee.codecpar) : 0
    if declared == 0 { made.pointee.codecpar.pointee.initial_padding = 0 }
    made.pointee.disposition =
      AV_DISPOSITION_DUB | (plan.defaultDub == dub ? AV_DISPOSITION_DEFAULT : 0)
    label(made, language: track.language, title: track.title, container: plan.container)
    let tags = plan.container.isMatroska ? track.tags : [:]
    for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
      av_dict_set(&made.pointee.metadata, key, value, 0)
    }
    shift = av_rescale_q(
      Int64(plan.pictureStart + declared), AVRational(num: 1, den: 48_000), from.pointee.time_base)
    self.demuxer = demuxer
    place = Int(made.pointee.index)
  }

  func advance() {
    while demuxer.next() {
      if leavesPriming, demuxer.packet.pointee.pts < 0 { continue }
      demuxer.packet.pointee.pts += shift
      demuxer.packet.pointee.dts += shift
      // Of a packet's side data only what the stream itself cannot say would matter, and there is none.
      av_packet_free_side_data(demuxer.packet)
      time = samples(demuxer.packet.pointee.dts, demuxer.stream(0).pointee.time_base)
      return
    }
    time = nil
  }

  func write(to muxer: borrowing Muxer) throws(MediaError) {
    try muxer.write(demuxer.packet, to: place, from: demuxer.stream(0).pointee.time_base)
  }
}

/// Declares the priming an Opus header tells of (RFC 7845, 5.1) and returns it, in samples; 0 for other codecs.
///
/// A Matroska block is timed by the sound that remains when the declared priming is gone (RFC 9559, 5.1.4.1.28);
/// libavformat 5.1 writes the declaration and times by what comes before, so Opus has to be written later by it.
func declarePreSkip(of parameters: UnsafeMutablePointer<AVCodecParameters>) -> Int {
  guard parameters.pointee.codec_id == AV_CODEC_ID_OPUS, parameters.pointee.extradata_size >= 19,
    let header = parameters.pointee.extradata
  else { return 0 }
  let samples = Int(header[10]) | Int(header[11]) << 8
  parameters.pointee.initial_padding = Int32(samples)
  return samples
}

/// Names a new track and its language.
func label(
  _ stream: UnsafeMutablePointer<AVStream>, language: MuxPlan.Tongue, title: String,
  container: MuxContainer
) {
  av_dict_set(&stream.pointee.metadata, "language", language.code, 0)
  guard container.isMatroska else {
    av_dict_set(&stream.pointee.metadata, "title", title, 0)
    av_dict_set(&stream.pointee.metadata, "handler_name", title, 0)
    return
  }
  av_dict_set(
    &stream.pointee.metadata, "title", LanguagePatch.reserving(language.tag, after: title), 0)
}
