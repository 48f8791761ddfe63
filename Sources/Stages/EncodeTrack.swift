public import Dubbing
public import Engine
public import Media
import Sound

/// One language, encoded and ready to be muxed.
public struct Encoded: Codable, Hashable, Sendable {
  public var audio: Blob
  public var codec: AudioCodec
  public var layout: ChannelLayout
  public var length: Time
  /// How far the whole track was lowered to keep its peak under the ceiling, in hundredths of a decibel.
  public var lowered: Int
}

/// Encodes a mixed track.
public struct EncodeTrack: Stage {
  public static let name = "encode"
  public static let version = 2

  /// Highest sample handed to an encoder: lossy codecs overshoot by up to about a decibel.
  static let ceiling = -150

  public var codec: AudioCodec
  public var bitRate: Int?

  /// How far a track must come down for its peak to be under the ceiling.
  static func lowered(_ track: Track) -> Int { max(0, track.peak - ceiling) }

  public func run(_ track: Track, in workspace: Workspace) async throws -> Encoded {
    let file = workspace.scratch(codec.fileKind)
    let lowered = Self.lowered(track)
    try writeTrack(track, lowered: lowered, to: file, codec: codec, bitRate: bitRate, in: workspace)
    return Encoded(
      audio: try workspace.keep(file, kind: codec.fileKind), codec: codec, layout: track.layout,
      length: track.length, lowered: lowered)
  }
}

/// Writes a mixed track to a file, lowered by a fixed gain.
func writeTrack(
  _ track: Track, lowered: Int, to file: String, codec: AudioCodec, bitRate: Int?,
  in workspace: Workspace
) throws {
  var reader = try LosslessReader(workspace.path(of: track.audio))
  var writer = try AudioWriter(
    file, codec: codec, bitRate: bitRate, layout: track.layout)
  let gain = amplitude(decibels: -Float(lowered) / 100)
  while true {
    let block = try reader.read(Time.rate)
    guard let first = block.first, !first.isEmpty else { break }
    try writer.write(lowered == 0 ? block : block.map { $0.map { $0 * gain } })
  }
  try writer.finish()
}
