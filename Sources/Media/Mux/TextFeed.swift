import CFFmpeg

/// The packets of one translation.
final class TextFeed: PacketFeed {
  private static let base = AVRational(num: 1, den: 48_000)
  private let cues: [TextCue]
  private let isMP4: Bool
  let place: Int
  private let shift: Int
  private var index = -1
  private(set) var time: Int?

  init(_ text: MuxPlan.Subtitles, plan: MuxPlan, muxer: borrowing Muxer) throws(MediaError) {
    let container = plan.container
    let made = try muxer.addStream()
    made.pointee.codecpar.pointee.codec_type = AVMEDIA_TYPE_SUBTITLE
    made.pointee.codecpar.pointee.codec_id = container.textCodec
    made.pointee.time_base = container.isMatroska ? AVRational(num: 1, den: 1000) : Self.base
    isMP4 = !container.isMatroska
    if isMP4 { setSampleDescription(of: made.pointee.codecpar) }
    label(made, language: text.language, title: text.title, container: container)
    let shown = text.cues.filter { $0.end > max(0, $0.start) }
    cues = isMP4 ? flattened(shown) : shown.sorted { $0.start < $1.start }
    shift = plan.pictureStart
    place = Int(made.pointee.index)
  }

  func advance() {
    index += 1
    time = index < cues.count ? max(0, cues[index].start) + shift : nil
  }

  func write(to muxer: borrowing Muxer) throws(MediaError) {
    let cue = cues[index]
    let text = Array(cue.text.utf8.prefix(65_535))
    let bytes = isMP4 ? [UInt8(text.count >> 8), UInt8(text.count & 255)] + text : text
    av_packet_unref(muxer.packet)
    try av(muxer.file, "cannot be written", blame: .output) {
      av_new_packet(muxer.packet, Int32(bytes.count))
    }
    muxer.packet.pointee.data.update(from: bytes, count: bytes.count)
    muxer.packet.pointee.pts = Int64(max(0, cue.start) + shift)
    muxer.packet.pointee.dts = muxer.packet.pointee.pts
    muxer.packet.pointee.duration = Int64(cue.end - max(0, cue.start))
    muxer.packet.pointee.flags |= AV_PKT_FLAG_KEY
    try muxer.write(muxer.packet, to: place, from: Self.base)
  }
}

/// Cues that follow one another: where several are shown at once, their texts are one above the other.
///
/// MP4 text tracks hold one text at a time.
func flattened(_ cues: [TextCue]) -> [TextCue] {
  let sorted = cues.sorted { $0.start < $1.start }
  let edges = Set(sorted.flatMap { [max(0, $0.start), $0.end] }).sorted()
  var flat: [TextCue] = []
  var shown: [TextCue] = []
  var next = 0
  for (from, to) in zip(edges, edges.dropFirst()) {
    shown.removeAll { $0.end <= from }
    while next < sorted.count, max(0, sorted[next].start) <= from {
      if sorted[next].end > from { shown.append(sorted[next]) }
      next += 1
    }
    guard !shown.isEmpty else { continue }
    let text = shown.map(\.text).joined(separator: "\n")
    if let last = flat.last, last.end == from, last.text == text {
      flat[flat.count - 1].end = to
    } else {
      flat.append(TextCue(start: from, end: to, text: text))
    }
  }
  return flat
}

/// The tx3g sample description every text sample of a track refers to (3GPP TS 26.245, 5.16): white
/// 18-point sans at the bottom.
private func setSampleDescription(of parameters: UnsafeMutablePointer<AVCodecParameters>) {
  let font = Array("Sans-Serif".utf8)
  var bytes: [UInt8] = [0, 0, 0, 0, 1, 0xFF, 0, 0, 0, 0]
  bytes += [0, 0, 0, 0, 0, 0, 0, 0]
  bytes += [0, 0, 0, 0, 0, 1, 0, 18, 255, 255, 255, 255]
  bytes +=
    [0, 0, 0, UInt8(13 + font.count)] + Array("ftab".utf8) + [0, 1, 0, 1, UInt8(font.count)]
  bytes += font
  let padding = Int(AV_INPUT_BUFFER_PADDING_SIZE)
  guard let data = av_mallocz(bytes.count + padding) else { return }
  data.copyMemory(from: bytes, byteCount: bytes.count)
  parameters.pointee.extradata = data.assumingMemoryBound(to: UInt8.self)
  parameters.pointee.extradata_size = Int32(bytes.count)
}
