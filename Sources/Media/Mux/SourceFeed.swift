import CFFmpeg

/// The source's own packets, as they are.
final class SourceFeed: PacketFeed {
  private let demuxer: Demuxer
  private let origin: Int
  /// BCP 47 tags of the source's streams, where it is Matroska.
  private let tongues: [String?]
  /// Where each stream went, by number.
  private var places: [Int: Int] = [:]
  /// What Opus is written later by in Matroska, in samples, by number.
  private var delays: [Int: Int] = [:]
  private var lastTimes: [Int: Int64] = [:]
  private var lastTime = Int.min / 2
  private(set) var time: Int?
  /// Text streams the container holds only as text of its own kind.
  private(set) var rewritten: [MuxPlan.Subtitles] = []

  init(_ plan: MuxPlan) throws(MediaError) {
    demuxer = try Demuxer(plan.source)
    tongues = plan.info.format.hasPrefix("matroska") ? LanguagePatch.tags(of: plan.source) : []
    origin = plan.info.origin - plan.pictureStart
  }

  /// Announces the streams that are kept.
  func addStreams(to muxer: borrowing Muxer, plan: MuxPlan, report: inout MuxReport)
    throws(MediaError)
  {
    for stream in plan.info.streams where stream.index < demuxer.count {
      switch plan.container.fate(of: stream, codec: stream.codecID) {
      case .copied:
        places[stream.index] = try copy(stream, to: muxer, plan: plan)
      case .attached:
        try attach(stream, to: muxer)
      case .rewritten:
        try rewrite(stream, plan: plan, report: &report)
      case .chapters:
        report.dropped.append(stream.index)
      case .left(let sentence):
        report.dropped.append(stream.index)
        report.notices.append(sentence)
      case .refused(let sentence):
        throw MediaError(plan.source, sentence)
      }
      if stream.rotation ?? 0 != 0, plan.container.isMatroska {
        report.notices.append(
          "stream \(stream.index) is turned by \(stream.rotation ?? 0)° in its container only, which "
            + ".\(plan.container.rawValue) cannot say here. Write .mp4 or .mov to keep it upright.")
      }
    }
  }

  private func copy(_ stream: StreamInfo, to muxer: borrowing Muxer, plan: MuxPlan)
    throws(MediaError) -> Int
  {
    let from = demuxer.stream(stream.index)
    let made = try muxer.addStream()
    avcodec_parameters_copy(made.pointee.codecpar, from.pointee.codecpar)
    made.pointee.codecpar.pointee.codec_tag = 0
    made.pointee.time_base = from.pointee.time_base
    if plan.container.isMatroska {
      delays[stream.index] = declarePreSkip(of: made.pointee.codecpar)
    }
    // Matroska's default duration is for steady pictures; elsewhere it would stretch the last one.
    let isSteady = av_cmp_q(from.pointee.avg_frame_rate, from.pointee.r_frame_rate) == 0
    if isSteady || !plan.container.isMatroska {
      made.pointee.avg_frame_rate = from.pointee.avg_frame_rate
    }
    made.pointee.r_frame_rate = from.pointee.r_frame_rate
    made.pointee.sample_aspect_ratio = from.pointee.sample_aspect_ratio
    made.pointee.disposition = disposition(of: stream, plan: plan)
    av_dict_copy(&made.pointee.metadata, from.pointee.metadata, 0)
    let isMain = stream.index == plan.info.mainAudio?.index
    if isMain, stream.language ?? "und" == "und", let language = plan.sourceLanguage {
      av_dict_set(&made.pointee.metadata, "language", language.code, 0)
    }
    if plan.container.isMatroska {
      // MP4's bookkeeping would become tags that mean nothing here.
      for key in ["vendor_id", "handler_name"] {
        av_dict_set(&made.pointee.metadata, key, nil, 0)
      }
      keepTongue(of: stream, on: made)
    }
    for index in 0..<Int(from.pointee.nb_side_data) {
      let side = from.pointee.side_data[index]
      guard let data = av_stream_new_side_data(made, side.type, side.size) else { continue }
      data.update(from: side.data, count: side.size)
    }
    return Int(made.pointee.index)
  }

  /// The BCP 47 tag the source's track has, and a title that says nothing about ours.
  private func keepTongue(of stream: StreamInfo, on made: UnsafeMutablePointer<AVStream>) {
    let title = tag("title", in: made.pointee.metadata)
    let tongue = tongues.indices.contains(stream.index) ? tongues[stream.index] : nil
    guard title != nil || tongue != nil else { return }
    let plain = LanguagePatch.withoutMark(title ?? "")
    let name = tongue.map { LanguagePatch.reserving($0, after: plain) } ?? plain
    av_dict_set(&made.pointee.metadata, "title", name, 0)
  }

  /// The source's dispositions, but for which sound is the default and which the original.
  private func disposition(of stream: StreamInfo, plan: MuxPlan) -> Int32 {
    var disposition = demuxer.stream(stream.index).pointee.disposition
    guard stream.kind == .audio else { return disposition }
    disposition &= ~AV_DISPOSITION_DEFAULT
    let main = plan.info.mainAudio?.index
    guard stream.index == main else { return disposition }
    if plan.defaultDub == nil { disposition |= AV_DISPOSITION_DEFAULT }
    return disposition | AV_DISPOSITION_ORIGINAL
  }

  /// Cover art becomes an attached picture, which is how Matroska has it.
  private func attach(_ stream: StreamInfo, to muxer: borrowing Muxer) throws(MediaError) {
    let picture = demuxer.stream(stream.index).pointee.attached_pic
    let padding = Int(AV_INPUT_BUFFER_PADDING_SIZE)
    guard picture.size > 0, let data = av_mallocz(Int(picture.size) + padding) else { return }
    data.copyMemory(from: picture.data, byteCount: Int(picture.size))
    let made = try muxer.addStream()
    made.pointee.codecpar.pointee.codec_type = AVMEDIA_TYPE_ATTACHMENT
    made.pointee.codecpar.pointee.codec_id = stream.codecID
    made.pointee.codecpar.pointee.extradata = data.assumingMemoryBound(to: UInt8.self)
    made.pointee.codecpar.pointee.extradata_size = picture.size
    let kind = stream.codec == "mjpeg" ? "jpeg" : stream.codec
    av_dict_set(&made.pointee.metadata, "mimetype", "image/\(kind)", 0)
    let name = kind == "jpeg" ? "cover.jpg" : "cover.\(kind)"
    av_dict_set(&made.pointee.metadata, "filename", name, 0)
  }

  private func rewrite(_ stream: StreamInfo, plan: MuxPlan, report: inout MuxReport)
    throws(MediaError)
  {
    let cues = try readText(plan.source, stream: stream.index, origin: plan.info.origin).map {
      cue in
      TextCue(start: cue.start, end: cue.end, text: withoutOverrides(cue.text))
    }
    let code = stream.language ?? "und"
    rewritten.append(
      MuxPlan.Subtitles(
        language: .init(tag: code, code: code), title: stream.title ?? "", cues: cues))
    report.dropped.append(stream.index)
    report.notices.append(
      "stream \(stream.index) (\(stream.codec)) was rewritten as text that .\(plan.container.rawValue) can hold."
    )
  }

  func advance() {
    while demuxer.next() {
      let packet = demuxer.packet
      let index = Int(packet.pointee.stream_index)
      let isStill =
        index < demuxer.count
        && demuxer.stream(index).pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
      guard let place = places[index], packet.pointee.size > 0 || !isStill else { continue }
      settle(packet, place: place, base: demuxer.stream(index).pointee.time_base)
      return
    }
    time = nil
  }

  /// Counts a packet's times from the start of the picture; a missing one follows its predecessor.
  private func settle(_ packet: UnsafeMutablePointer<AVPacket>, place: Int, base: AVRational) {
    let delay = delays[Int(packet.pointee.stream_index)] ?? 0
    let shift = av_rescale_q(Int64(origin - delay), AVRational(num: 1, den: 48_000), base)
    if packet.pointee.pts != cff_no_pts { packet.pointee.pts -= shift }
    if packet.pointee.dts != cff_no_pts { packet.pointee.dts -= shift }
    let known = packet.pointee.dts != cff_no_pts ? packet.pointee.dts : packet.pointee.pts
    let told = known != cff_no_pts ? known : (lastTimes[place] ?? 0)
    if packet.pointee.dts == cff_no_pts { packet.pointee.dts = told }
    if packet.pointee.pts == cff_no_pts { packet.pointee.pts = packet.pointee.dts }
    // Damaged files go back in time; a container cannot.
    if let last = lastTimes[place], packet.pointee.dts <= last {
      packet.pointee.dts = last + 1
      packet.pointee.pts = max(packet.pointee.pts, packet.pointee.dts)
    }
    lastTimes[place] = packet.pointee.dts
    lastTime = max(lastTime, samples(packet.pointee.dts, base))
    time = lastTime
  }

  func write(to muxer: borrowing Muxer) throws(MediaError) {
    let index = Int(demuxer.packet.pointee.stream_index)
    guard let place = places[index] else { return }
    try muxer.write(
      demuxer.packet, to: place, from: demuxer.stream(index).pointee.time_base)
  }
}

extension MediaInfo {
  /// The sound a viewer hears: the default audio stream, else the first.
  public var mainAudio: StreamInfo? {
    let audio = streams.filter { $0.kind == .audio && $0.packets > 0 }
    return audio.first { $0.dispositions.contains("default") } ?? audio.first
  }
}
