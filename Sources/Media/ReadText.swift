import CFFmpeg
import Foundation

/// The texts of a subtitle stream inside a file, in order of time.
///
/// Times are samples at 48 kHz from `origin`. Override codes (`{\i1}`, `\N`) are left as libav gives them.
public func readText(_ file: String, stream index: Int, origin: Int) throws(MediaError) -> [TextCue]
{
  let demuxer = try Demuxer(file)
  guard index >= 0, index < demuxer.count else {
    throw MediaError(file, "has no stream \(index).")
  }
  let stream = demuxer.stream(index)
  let name = String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id))
  let properties =
    avcodec_descriptor_get(stream.pointee.codecpar.pointee.codec_id)?.pointee.props ?? 0
  guard properties & AV_CODEC_PROP_TEXT_SUB != 0 else {
    throw MediaError(file, "stream \(index) is \(name), not text. Give a subtitle file instead.")
  }
  let decoder = try Decoder(stream, file: file)
  demuxer.read(only: index)
  var cues: [TextCue] = []
  while demuxer.next() {
    guard Int(demuxer.packet.pointee.stream_index) == index, cues.count < 200_000 else { continue }
    cues += decoder.texts(in: demuxer.packet).map { text in
      let packet = demuxer.packet.pointee
      let start = samples(packet.pts == cff_no_pts ? 0 : packet.pts, stream.pointee.time_base)
      let length = samples(max(0, packet.duration), stream.pointee.time_base)
      return TextCue(
        start: start - origin, end: start - origin + length, text: text.text, speaker: text.speaker)
    }
  }
  return cues.sorted { $0.start < $1.start }
}

extension Decoder {
  /// What a subtitle packet says, and who.
  fileprivate func texts(in packet: UnsafeMutablePointer<AVPacket>) -> [(
    text: String, speaker: String?
  )] {
    var subtitle = AVSubtitle()
    var isThere: Int32 = 0
    guard avcodec_decode_subtitle2(context, &subtitle, &isThere, packet) >= 0, isThere != 0 else {
      return []
    }
    defer { avsubtitle_free(&subtitle) }
    return (0..<Int(subtitle.num_rects)).compactMap { index in
      guard let ass = subtitle.rects[index]?.pointee.ass else { return nil }
      // ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      let fields = String(cString: ass).split(
        separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
      guard fields.count == 9, !fields[8].isEmpty else { return nil }
      return (String(fields[8]), fields[3].isEmpty ? nil : String(fields[3]))
    }
  }
}

/// A text without ASS override codes, its line breaks real.
public func withoutOverrides(_ text: String) -> String {
  var plain = ""
  var depth = 0
  for character in text.replacingOccurrences(of: "\\N", with: "\n")
    .replacingOccurrences(of: "\\n", with: "\n").replacingOccurrences(of: "\\h", with: " ")
  {
    if character == "{" { depth += 1 }
    if depth == 0 { plain.append(character) }
    if character == "}", depth > 0 { depth -= 1 }
  }
  return plain
}
