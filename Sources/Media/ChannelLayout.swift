import CFFmpeg

/// How many channels a sound has, and which speaker each is for.
public struct ChannelLayout: Codable, Hashable, Sendable {
  public var channels: Int
  /// libav's name: `mono`, `stereo`, `5.1(side)`.
  public var name: String

  public static let mono = ChannelLayout(channels: 1, name: "mono")
  public static let stereo = ChannelLayout(channels: 2, name: "stereo")

  /// The channel of the centre speaker, where there is one among several.
  public var centre: Int? {
    withLibav { layout in
      let index = av_channel_layout_index_from_channel(layout, AV_CHAN_FRONT_CENTER)
      return channels > 1 && index >= 0 ? Int(index) : nil
    }
  }

  /// The front left and right channels, where there are both.
  public var sides: (left: Int, right: Int)? {
    withLibav { layout in
      let left = av_channel_layout_index_from_channel(layout, AV_CHAN_FRONT_LEFT)
      let right = av_channel_layout_index_from_channel(layout, AV_CHAN_FRONT_RIGHT)
      return left >= 0 && right >= 0 ? (Int(left), Int(right)) : nil
    }
  }

  /// Where a channel's speaker stands.
  public enum Place: Hashable, Sendable {
    case front
    /// Beside or behind the listener.
    case surround
    case lowFrequency
  }

  /// The place of every channel, in their order.
  public var places: [Place] {
    withLibav { layout in
      (0..<channels).map { index in
        switch av_channel_layout_channel_from_index(layout, UInt32(index)) {
        case AV_CHAN_LOW_FREQUENCY, AV_CHAN_LOW_FREQUENCY_2: .lowFrequency
        case AV_CHAN_SIDE_LEFT, AV_CHAN_SIDE_RIGHT, AV_CHAN_BACK_LEFT, AV_CHAN_BACK_RIGHT,
          AV_CHAN_BACK_CENTER:
          .surround
        default: .front
        }
      }
    }
  }

  /// A layout libav described; one it cannot name, or without front speakers, becomes the usual one of as many channels.
  init(_ layout: AVChannelLayout) {
    var layout = layout
    var known = AVChannelLayout()
    defer { av_channel_layout_uninit(&known) }
    let isFronted =
      av_channel_layout_index_from_channel(&layout, AV_CHAN_FRONT_CENTER) >= 0
      || av_channel_layout_index_from_channel(&layout, AV_CHAN_FRONT_LEFT) >= 0
    if layout.order != AV_CHANNEL_ORDER_NATIVE || !isFronted {
      av_channel_layout_default(&known, layout.nb_channels)
      layout = known
    }
    var name = [CChar](repeating: 0, count: 64)
    let isNamed =
      layout.order == AV_CHANNEL_ORDER_NATIVE && layout.nb_channels <= 8
      && av_channel_layout_describe(&layout, &name, name.count) > 0
    guard isNamed else {
      self = layout.nb_channels == 1 ? .mono : .stereo
      return
    }
    channels = Int(layout.nb_channels)
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self.name = String(decoding: bytes, as: UTF8.self)
  }

  init(channels: Int, name: String) {
    self.channels = channels
    self.name = name
  }

  /// The layout with its surround speakers at the back: most codecs do not tell the two apart.
  var withoutSide: ChannelLayout {
    guard name.hasSuffix("(side)") else { return self }
    return ChannelLayout(channels: channels, name: String(name.dropLast(6)))
  }

  /// The same as libav's value, for the time of a call.
  func withLibav<Result>(_ body: (UnsafeMutablePointer<AVChannelLayout>) -> Result) -> Result {
    var layout = AVChannelLayout()
    if av_channel_layout_from_string(&layout, name) < 0 {
      av_channel_layout_default(&layout, Int32(channels))
    }
    defer { av_channel_layout_uninit(&layout) }
    return body(&layout)
  }
}
