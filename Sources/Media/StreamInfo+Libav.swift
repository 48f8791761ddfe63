import CFFmpeg

extension StreamInfo {
  init(
    _ stream: UnsafeMutablePointer<AVStream>,
    scan: PacketScan.Result
  ) {
    let parameters = stream.pointee.codecpar.pointee
    let metadata = stream.pointee.metadata
    index = Int(stream.pointee.index)
    kind = Kind(parameters.codec_type)
    codec = String(cString: avcodec_get_name(parameters.codec_id))
    language = tag("language", in: metadata)
    title = tag("title", in: metadata) ?? tag("handler_name", in: metadata)
    dispositions = Self.names(of: stream.pointee.disposition)
    isCoverArt = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
    (start, length, earliest) = (scan.start, scan.length, scan.earliest)
    (packets, hidden, digest) = (scan.packets, scan.hidden, scan.digest)
    let isVideo = parameters.codec_type == AVMEDIA_TYPE_VIDEO
    let isAudio = parameters.codec_type == AVMEDIA_TYPE_AUDIO
    width = isVideo ? Int(parameters.width) : nil
    height = isVideo ? Int(parameters.height) : nil
    rotation = isVideo ? Self.rotation(of: stream) : nil
    let rate = stream.pointee.avg_frame_rate
    frameRate = isVideo && rate.num > 0 ? "\(rate.num)/\(rate.den)" : nil
    sampleRate = isAudio ? Int(parameters.sample_rate) : nil
    layout = isAudio ? ChannelLayout(parameters.ch_layout) : nil
  }

  /// libav's names for the bits of a disposition, sorted.
  static func names(of disposition: Int32) -> [String] {
    (0..<31).compactMap { bit in
      let flag = Int32(1) << bit
      guard disposition & flag != 0, let name = av_disposition_to_string(flag) else { return nil }
      return String(cString: name)
    }.sorted()
  }

  private static func rotation(of stream: UnsafeMutablePointer<AVStream>) -> Int? {
    guard let matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nil) else {
      return nil
    }
    let degrees = matrix.withMemoryRebound(to: Int32.self, capacity: 9) {
      av_display_rotation_get($0)
    }
    return degrees.isFinite ? Int(degrees.rounded()) : nil
  }
}

extension StreamInfo.Kind {
  init(_ type: AVMediaType) {
    switch type {
    case AVMEDIA_TYPE_VIDEO: self = .video
    case AVMEDIA_TYPE_AUDIO: self = .audio
    case AVMEDIA_TYPE_SUBTITLE: self = .subtitle
    case AVMEDIA_TYPE_ATTACHMENT: self = .attachment
    default: self = .data
    }
  }
}
