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

  /// The channels a codec has a place for, by libav's names.
  ///
  /// AAC: what decoders recognise of what libav writes. Opus: the mappings of RFC 7845, 5.1.1.2, without 5.0 and 6.1,
  /// which libavcodec 5.1 puts on the wrong speakers. FLAC: RFC 9639, 9.1.3; PCM alike, for Matroska says no more than
  /// how many there are. AC-3 has five and a subwoofer.
  var layouts: [String] {
    switch self {
    case .aac: ["mono", "stereo", "2.1", "3.0", "4.0", "quad", "5.0", "5.1", "7.1"]
    case .opus: ["mono", "stereo", "3.0", "quad", "5.1", "7.1"]
    case .flac, .pcm: ["mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1"]
    case .ac3, .eac3:
      ["mono", "stereo", "2.1", "3.0", "3.1", "4.0", "4.1", "quad", "5.0", "5.1"]
    }
  }

  /// A layout by the name the codec has for it: AAC and Opus call the surround speakers of 5.1 back, not side.
  func named(_ layout: ChannelLayout) -> ChannelLayout {
    self == .aac || self == .opus ? layout.withoutSide : layout
  }

  /// Why channels cannot be encoded, with what can; nil where they can.
  public func refusal(of layout: ChannelLayout) -> String? {
    let name = layout.withoutSide.name
    guard !layouts.contains(name) else { return nil }
    let others = Self.allCases.filter { $0.layouts.contains(name) }.map(\.rawValue)
    let remedy =
      others.isEmpty
      ? "Convert it to stereo, 5.1 or 7.1" : "Use one of \(others.joined(separator: ", "))"
    return "\(rawValue) has no place for the channels \(layout.name). \(remedy)."
  }

  /// Samples an encoder delays the sound by where no container can say so: they are left out at the front.
  ///
  /// AAC and Opus are not among them: MP4 has edit lists, Matroska a codec delay.
  var undeclaredDelay: Int { self == .ac3 || self == .eac3 ? 256 : 0 }

  /// The container an encoded sound waits in until it is muxed: one with sample-exact times that knows priming.
  ///
  /// FLAC waits in a file of its own, for MP4 forgets which speakers its channels are for.
  public var fileKind: String {
    switch self {
    case .pcm: "mov"
    case .flac: "flac"
    case .aac, .opus, .ac3, .eac3: "mp4"
    }
  }

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
