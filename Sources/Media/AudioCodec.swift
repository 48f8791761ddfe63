import CFFmpeg

/// Codecs polydub encodes sound in.
public enum AudioCodec: String, CaseIterable, Codable, Hashable, Sendable {
  case aac, opus, flac, pcm, ac3, eac3

  /// Whether what is decoded is what was encoded.
  public var isLossless: Bool { self == .flac || self == .pcm }

  /// libav's name of the encoder.
  var encoder: String {
    switch self {
    case .aac: "aac"
    case .opus: "libopus"
    case .flac: "flac"
    case .pcm: "pcm_s24le"
    case .ac3: "ac3"
    case .eac3: "eac3"
    }
  }

  /// What the encoder wants its samples as; 24 bits travel in the upper part of 32.
  var format: AVSampleFormat {
    switch self {
    case .aac, .ac3, .eac3: AV_SAMPLE_FMT_FLTP
    case .opus: AV_SAMPLE_FMT_FLT
    case .flac, .pcm: AV_SAMPLE_FMT_S32
    }
  }

  /// A layout by the name the codec has for it: Opus calls the surround speakers of 5.1 back, not side.
  func named(_ layout: ChannelLayout) -> ChannelLayout {
    guard self == .opus, layout.name.hasSuffix("(side)") else { return layout }
    return ChannelLayout(channels: layout.channels, name: String(layout.name.dropLast(6)))
  }

  /// Samples an encoder delays the sound by where no container can say so: they are left out at the front.
  ///
  /// AAC and Opus are not among them: MP4 has edit lists, Matroska a codec delay.
  var undeclaredDelay: Int { self == .ac3 || self == .eac3 ? 256 : 0 }

  /// The container an encoded sound waits in until it is muxed: one with sample-exact times that knows priming.
  public var fileKind: String { self == .pcm ? "mov" : "mp4" }

  /// Bits per second that are transparent for speech over music; nil for lossless codecs.
  func usualBitRate(channels: Int) -> Int? {
    switch self {
    case .aac: channels * 80_000
    case .opus: channels * 64_000
    case .ac3: channels > 2 ? 448_000 : channels * 96_000
    case .eac3: channels > 2 ? 384_000 : channels * 96_000
    case .flac, .pcm: nil
    }
  }
}
