public import Dubbing
public import Engine
public import Media

/// One language, encoded and ready to be muxed.
public struct Encoded: Codable, Hashable, Sendable {
  public var audio: Blob
  public var codec: AudioCodec
  public var layout: ChannelLayout
  public var length: Time
  public var levelled: Levelled

  /// How loud it is, decoded again.
  public var loudness: Loudness { levelled.loudness }
}

/// Brings a mixed track to its loudness and encodes it.
public struct EncodeTrack: Stage {
  public static let name = "encode"
  public static let version = 3

  public var codec: AudioCodec
  public var bitRate: Int?

  public func run(_ input: (Track, LoudnessGoal), in workspace: Workspace) async throws -> Encoded {
    let (track, goal) = input
    let least =
      bitRate.map { $0 / 8 * track.length.samples / Time.rate }
      ?? leastLossless(track.length, track.layout) / 4
    try workspace.checkRoom(for: least, "An encoded track")
    let file = workspace.scratch(codec.fileKind)
    let leveller = TrackLeveller(track, to: goal, codec: codec, bitRate: bitRate, in: workspace)
    let levelled = try leveller.write(to: file)
    return Encoded(
      audio: try workspace.keep(file, kind: codec.fileKind), codec: codec, layout: track.layout,
      length: track.length, levelled: levelled)
  }
}
