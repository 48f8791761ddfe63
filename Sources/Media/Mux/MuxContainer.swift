import CFFmpeg

/// Containers that can be written.
public enum MuxContainer: String, CaseIterable, Codable, Hashable, Sendable {
  case mkv, mp4, mov, webm

  /// libav's name of the muxer.
  var muxer: String {
    switch self {
    case .mkv: "matroska"
    case .mp4, .mov, .webm: rawValue
    }
  }

  /// Whether a track can say that it is a dub: MOV and WebM have no place for it.
  public var marksDubs: Bool { self == .mkv || self == .mp4 }

  var isMatroska: Bool { self == .mkv || self == .webm }

  /// What translations become in it.
  var textCodec: AVCodecID {
    switch self {
    case .mkv: AV_CODEC_ID_SUBRIP
    case .mp4, .mov: AV_CODEC_ID_MOV_TEXT
    case .webm: AV_CODEC_ID_WEBVTT
    }
  }

  /// Dispositions as given rather than guessed, no checksums that a patched title would break.
  var options: [String: String] {
    isMatroska ? ["default_mode": "passthrough", "write_crc32": "0"] : ["movflags": "+faststart"]
  }

  /// What happens to a stream of the source in this container.
  enum Fate: Hashable {
    case copied
    /// A picture that Matroska keeps as an attachment.
    case attached
    /// Text whose packets do not fit, taken over as text.
    case rewritten
    case left(String)
    /// MP4's track of chapter titles, which are taken over as chapters.
    case chapters
    case refused(String)
  }

  func fate(of stream: StreamInfo, codec: AVCodecID) -> Fate {
    let name = "stream \(stream.index) (\(stream.codec))"
    if stream.isCoverArt, self != .mp4 {
      let sentence =
        "\(name) is a cover, which .\(rawValue) cannot hold. Write .mkv or .mp4 to keep it."
      return self == .mkv ? .attached : .left(sentence)
    }
    switch stream.kind {
    case .data:
      guard !stream.holdsChapters else { return .chapters }
      return .left("\(name) is data that \(rawValue) cannot hold; it is not in the output.")
    case .attachment:
      return self == .mkv
        ? .copied : .left("\(name) is an attachment; only .mkv can hold it.")
    case .video, .audio, .subtitle:
      guard stream.packets > 0 else { return .left("\(name) has no packet; it is left out.") }
      if stream.kind == .video, stream.hidden > 0, isMatroska {
        return .refused(
          "\(name) has an edit list that hides \(stream.hidden) pictures, and .\(rawValue) would show "
            + "them. Write .mp4 or .mov instead.")
      }
      if holds(codec) { return .copied }
      if stream.kind == .subtitle, stream.isText { return .rewritten }
      return .refused("\(name) cannot be held by .\(rawValue). Write .mkv instead.")
    }
  }

  /// Codecs libavformat 5.1 says yes to, and then fails at (or, Vorbis in MP4, writes in a way of its own).
  private var misjudged: [AVCodecID] {
    let never = [AV_CODEC_ID_VP8, AV_CODEC_ID_VORBIS]
    let onlyMP4 = [
      AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_OPUS, AV_CODEC_ID_FLAC, AV_CODEC_ID_TRUEHD,
    ]
    switch self {
    case .mkv, .webm: return []
    case .mp4: return never
    case .mov: return never + onlyMP4
    }
  }

  /// Whether packets of a codec can be in it.
  func holds(_ codec: AVCodecID) -> Bool {
    guard let format = av_guess_format(muxer, nil, nil), !misjudged.contains(codec) else {
      return false
    }
    return avformat_query_codec(format, codec, FF_COMPLIANCE_NORMAL) == 1
  }
}

extension StreamInfo {
  /// Whether a subtitle stream is text rather than pictures.
  public var isText: Bool {
    guard kind == .subtitle, let descriptor = avcodec_descriptor_get_by_name(codec) else {
      return false
    }
    return descriptor.pointee.props & AV_CODEC_PROP_TEXT_SUB != 0
  }

  /// libavformat's mark of a text track that chapters refer to: it has read the titles and gives no packet.
  var holdsChapters: Bool { kind == .data && codec == "bin_data" && packets == 0 }

  var codecID: AVCodecID {
    avcodec_descriptor_get_by_name(codec)?.pointee.id ?? AV_CODEC_ID_NONE
  }
}

extension MediaInfo {
  /// Streams that are not in such a container packet for packet.
  public func streamsNotCopied(into container: MuxContainer) -> Set<Int> {
    let others = streams.filter {
      let fate = container.fate(of: $0, codec: $0.codecID)
      return fate != .copied && fate != .attached
    }
    return Set(others.map(\.index))
  }
}

/// Why a source cannot be remuxed into a container, one sentence a stream; empty when it can.
public func refusals(of info: MediaInfo, in container: MuxContainer, dubs codec: AudioCodec)
  -> [String]
{
  var sentences = info.streams.compactMap { stream -> String? in
    if case .refused(let sentence) = container.fate(of: stream, codec: stream.codecID) {
      return sentence
    }
    return nil
  }
  if !container.holds(codec.id) {
    sentences.append(
      "\(codec.rawValue) cannot be held by .\(container.rawValue). Choose another `audio: codec`.")
  }
  return sentences
}

extension AudioCodec {
  var id: AVCodecID {
    avcodec_find_encoder_by_name(encoder)?.pointee.id ?? AV_CODEC_ID_NONE
  }
}
