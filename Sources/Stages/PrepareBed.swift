public import Dubbing
public import Engine
public import Media

/// What stays under a dub: the original sound, aligned to the picture, or nothing.
public struct Bed: Codable, Hashable, Sendable {
  /// Exactly as long as the picture; nil where the mix has no bed or the video has no sound.
  public var audio: Blob?
  public var layout: ChannelLayout
}

/// Decodes the original sound once, at 48 kHz, from the first picture frame to the end of the last.
public struct PrepareBed: Stage {
  public static let name = "bed"
  public static let version = 1

  public var mode: MixSettings.Mode

  public func run(_ input: (Source, MediaInfo), in workspace: Workspace) async throws -> Bed {
    let (video, info) = input
    guard let stream = info.mainAudio else { return Bed(audio: nil, layout: .mono) }
    let path = try workspace.path(of: video)
    var reader = try AudioReader(
      path, stream: stream.index, origin: info.origin, channels: .kept)
    guard mode != .replace else {
      return Bed(audio: nil, layout: reader.layout.channels == 1 ? .mono : .stereo)
    }
    let layout = reader.layout
    let file = workspace.scratch("flac")
    var writer = try LosslessWriter(file, layout: layout)
    var left = info.length
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
