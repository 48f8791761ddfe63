import CFFmpeg

/// What is in a media file: one streaming pass over its packets, nothing decoded.
public func probe(_ file: String) throws(MediaError) -> MediaInfo {
  let demuxer = try Demuxer(file)
  var scans = (0..<demuxer.count).map {
    PacketScan(PacketForm(demuxer.stream($0).pointee.codecpar.pointee))
  }
  defer { for scan in scans { scan.free() } }
  while demuxer.next() {
    let packet = demuxer.packet.pointee
    let index = Int(packet.stream_index)
    // A stream may appear in mid-file; such ones are not part of what was announced.
    guard scans.indices.contains(index) else { continue }
    let stream = demuxer.stream(index).pointee
    scans[index].add(
      packet, base: stream.time_base, rate: Int(stream.codecpar.pointee.sample_rate))
  }
  let streams = scans.indices.map { index in
    let parameters = demuxer.stream(index).pointee.codecpar.pointee
    if parameters.codec_type == AVMEDIA_TYPE_ATTACHMENT {
      scans[index].add(attachment: parameters.extradata, count: parameters.extradata_size)
    }
    let isPicture = parameters.codec_type == AVMEDIA_TYPE_VIDEO
    return StreamInfo(demuxer.stream(index), scan: scans[index].finished(isPicture: isPicture))
  }
  guard streams.contains(where: { $0.kind == .video || $0.kind == .audio }) else {
    throw MediaError(file, "has neither picture nor sound. Give a video.")
  }
  let picture = streams.first { $0.kind == .video && !$0.isCoverArt && $0.packets > 0 }
  let playing = streams.filter { $0.kind == .audio || $0.kind == .video && !$0.isCoverArt }
  let start = playing.map(\.start).min() ?? 0
  let length = picture?.length ?? playing.map { $0.start + $0.length - start }.max() ?? 0
  guard length > 0 else { throw MediaError(file, "has no packet of picture or sound.") }
  guard length <= longestFilm else {
    let hours = length / (3600 * 48_000)
    throw MediaError(file, "claims to last \(hours) hours: its times are damaged. Remux the video.")
  }
  return MediaInfo(
    format: String(cString: demuxer.context.pointee.iformat.pointee.name), streams: streams,
    chapters: chapters(of: demuxer.context.pointee), pictureStart: picture?.start, length: length)
}

private func chapters(of context: AVFormatContext) -> [MediaInfo.Chapter] {
  (0..<Int(context.nb_chapters)).compactMap { index in
    guard let chapter = context.chapters[index]?.pointee else { return nil }
    return MediaInfo.Chapter(
      start: samples(chapter.start, chapter.time_base),
      end: samples(chapter.end, chapter.time_base),
      title: tag("title", in: chapter.metadata))
  }
}

/// A metadata value, by exact key.
func tag(_ key: String, in dictionary: OpaquePointer?) -> String? {
  guard let entry = av_dict_get(dictionary, key, nil, 0) else { return nil }
  let value = String(cString: entry.pointee.value)
  return value.isEmpty ? nil : value
}

/// What the packets of one stream say.
struct PacketScan {
  typealias Result = (
    start: Int, length: Int, earliest: Int, packets: Int, hidden: Int, digest: String
  )

  private var first: Int?
  private var earliest: Int?
  private var end = 0
  /// The last start, and the sum of the lengths the packets tell.
  private var last = 0
  private var told = 0
  private var shown = 0
  /// What lies before is decoded and not heard; the count may stand on a hidden packet and reach past it.
  private var audibleFrom = Int.min
  private var packets = 0
  private var hidden = 0
  private let hash = av_sha_alloc()

  private let form: PacketForm

  init(_ form: PacketForm) {
    self.form = form
    if let hash { av_sha_init(hash, 256) }
  }

  /// - Parameter rate: samples per second of a sound, 0 for anything else.
  mutating func add(_ packet: AVPacket, base: AVRational, rate: Int) {
    packets += 1
    let bytes = UnsafeBufferPointer(start: packet.data, count: max(0, Int(packet.size)))
    form.essence(of: bytes) { part in
      if let hash, !part.isEmpty { av_sha_update(hash, part.baseAddress, part.count) }
    }
    let time = packet.pts != cff_no_pts ? packet.pts : packet.dts
    if time != cff_no_pts { earliest = min(earliest ?? Int.max, samples(time, base)) }
    // Packets an edit list hides are decoded and not shown.
    let isShown = packet.flags & AV_PKT_FLAG_DISCARD == 0
    hidden += isShown ? 0 : 1
    guard time != cff_no_pts else { return }
    let silent = packet.hiddenSamples
    if silent.before > 0 {
      audibleFrom = samples(time, base) + silent.before * 48_000 / max(1, rate)
    }
    guard isShown else { return }
    let start = max(samples(time, base), audibleFrom)
    let finish = time.addingReportingOverflow(max(0, packet.duration)).partialValue
    let stop = samples(finish, base) - silent.after * 48_000 / max(1, rate)
    first = min(first ?? start, start)
    last = max(last, start)
    end = max(end, stop)
    told += max(0, min(stop - start, 1 << 32))
    shown += 1
  }

  /// - Parameter isPicture: its frames follow each other without a pause.
  func finished(isPicture: Bool) -> Result {
    var bytes = [UInt8](repeating: 0, count: 32)
    if let hash { av_sha_final(hash, &bytes) }
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let start = first ?? 0
    var stop = end
    // Some files tell no length of a frame, or 1 ms for each: the last then lasts as long as the others.
    if isPicture, shown > 1, told < (last - start) / 2 {
      stop = max(stop, last + (last - start) / (shown - 1))
    }
    return (start, max(0, stop - start), earliest ?? start, packets, hidden, digits)
  }

  /// An attachment has no packets: its bytes are the stream's extra data.
  func add(attachment bytes: UnsafePointer<UInt8>?, count: Int32) {
    if let hash, let bytes, count > 0 { av_sha_update(hash, bytes, Int(count)) }
  }

  func free() { av_free(UnsafeMutableRawPointer(hash)) }
}

extension AVPacket {
  /// Samples at its two ends that are decoded and not heard: a codec's priming and padding.
  ///
  /// libav's side data: two little-endian 32-bit counts, in samples of the sound's own rate.
  fileprivate var hiddenSamples: (before: Int, after: Int) {
    for index in 0..<Int(side_data_elems) {
      let side = side_data[index]
      guard side.type == AV_PKT_DATA_SKIP_SAMPLES, side.size >= 8 else { continue }
      let counts = UnsafeRawPointer(side.data)
      func count(_ offset: Int) -> Int {
        Int(
          UInt32(littleEndian: counts?.loadUnaligned(fromByteOffset: offset, as: UInt32.self) ?? 0))
      }
      return (count(0), count(4))
    }
    return (0, 0)
  }
}
