public import Dubbing
public import Engine
public import Media

/// What stays under a dub: the original sound or a stem, aligned to the picture, or nothing.
public struct Bed: Codable, Hashable, Sendable {
  /// Exactly as long as the picture; nil where the mix has no bed or the video has no sound.
  public var audio: Blob?
  public var layout: ChannelLayout
}

/// Decodes a bed once, at 48 kHz and with its own channels, from the first picture frame to the end of the last.
///
/// A bed that ends before the picture goes on as silence; one that is longer ends with the picture.
public struct PrepareBed: Stage {
  public static let name = "bed"
  public static let version = 2

  /// Stream number; nil for the main sound.
  public var track: Int?
  public var keeps: Keeps

  /// What a mix needs of the sound.
  public enum Keeps: String, Codable, Hashable, Sendable {
    case sound
    /// Only whether the dub shall be mono or stereo.
    case width
  }

  /// The sound's file, what is in it, and the length of the picture.
  public func run(_ input: (Source, MediaInfo, Time), in workspace: Workspace) async throws -> Bed {
    let (source, info, length) = input
    guard track != nil || info.mainAudio != nil else { return Bed(audio: nil, layout: .mono) }
    let path = try workspace.path(of: source)
    var reader = try AudioReader(
      path, stream: track ?? info.mainAudio?.index, origin: info.origin, channels: .kept)
    guard keeps == .sound else {
      return Bed(audio: nil, layout: reader.layout.channels == 1 ? .mono : .stereo)
    }
    let layout = reader.layout
    try workspace.checkRoom(for: leastLossless(length, layout), "The sound of the video")
    let file = workspace.scratch("flac")
    var writer = try LosslessWriter(file, layout: layout)
    var left = length.samples
    while left > 0 {
      var block = try reader.read(min(left, Time.rate))
      let count = block.first?.count ?? 0
      if count == 0 {
        block = Array(
          repeating: Array(repeating: 0, count: min(left, Time.rate)), count: layout.channels)
      }
      try writer.write(block)
      left -= block[0].count
    }
    try writer.finish()
    return Bed(audio: try workspace.keep(file, kind: "flac"), layout: layout)
  }
}
