/// What is in a media file. Times are samples at 48 kHz.
public struct MediaInfo: Codable, Hashable, Sendable {
  /// libav's name of the container.
  public var format: String
  public var streams: [StreamInfo]
  public var chapters: [Chapter]
  /// When the first picture is shown, on the file's own clock; nil without a picture.
  public var pictureStart: Int?
  /// From the start of the first picture to the end of the last; without a picture, of the longest stream.
  public var length: Int

  /// A named part of the film.
  public struct Chapter: Codable, Hashable, Sendable {
    public var start: Int
    public var end: Int
    public var title: String?
  }

  /// The moment that is sample 0 of every dub, on the file's own clock.
  public var origin: Int {
    pictureStart ?? streams.filter { $0.packets > 0 }.map(\.start).min() ?? 0
  }
}

/// One stream of a media file.
public struct StreamInfo: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable {
    case video, audio, subtitle, data, attachment
  }

  public var index: Int
  public var kind: Kind
  /// libav's name of the codec.
  public var codec: String
  /// As the file says it: BCP 47 or ISO 639-2.
  public var language: String?
  public var title: String?
  /// Sorted.
  public var dispositions: [String]
  /// A still picture that is no part of the film.
  public var isCoverArt: Bool
  /// When its first packet is presented, and how long it lasts from there to the end of its last.
  public var start: Int
  public var length: Int
  /// The earliest time stamp of a packet, shown or not: priming may come before the start.
  public var earliest: Int
  public var packets: Int
  /// How many of its packets an edit list hides: they are decoded and not shown.
  public var hidden: Int
  /// SHA-256 over all its packets' bytes, in order; how a container frames them is left out. Of an attachment, over the
  /// attached file.
  public var digest: String
  public var width: Int?
  public var height: Int?
  /// Degrees to turn the picture by.
  public var rotation: Int?
  public var frameRate: String?
  public var sampleRate: Int?
  public var layout: ChannelLayout?
}
