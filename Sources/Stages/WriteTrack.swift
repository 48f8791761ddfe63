public import Dubbing
public import Engine
import Foundation
public import Media

/// A file of one language's sound, where the user asked.
public struct TrackFile: Codable, Hashable, Sendable {
  public var digest: Digest
  public var bytes: Int
  public var levelled: Levelled

  /// What a track file can be, by extension.
  static let extensions = ["flac", "wav", "m4a", "opus", "mka", "ac3", "eac3"]

  /// The codec an extension asks for; `.mka` carries what the container would.
  static func codec(for path: String, otherwise codec: AudioCodec) -> AudioCodec {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "flac": .flac
    case "wav": .pcm
    case "m4a": .aac
    case "opus": .opus
    case "ac3": .ac3
    case "eac3": .eac3
    default: codec
    }
  }
}

/// Brings one language's mix to its loudness and writes it to a file of its own, exactly as long as the picture.
public struct WriteTrack: Stage {
  public static let name = "write-track"
  public static let version = 2
  public static let effect = Effect.delivers

  public var codec: AudioCodec
  public var bitRate: Int?
  /// Chooses the container.
  public var kind: String
  public var path: Unkeyed<String>

  public func run(_ input: (Track, LoudnessGoal), in workspace: Workspace) async throws
    -> TrackFile
  {
    let (track, goal) = input
    let file = workspace.scratch(kind)
    let leveller = TrackLeveller(track, to: goal, codec: codec, bitRate: bitRate, in: workspace)
    let levelled = try leveller.write(to: file)
    let delivery = Delivery(to: path.value)
    do {
      try FileManager.default.moveItem(atPath: file, toPath: delivery.beside)
    } catch {
      unlink(file)
      unlink(delivery.beside)
      throw DeliveryError(
        "\(path.value): cannot be written. Check its folder and the space left, and run again.")
    }
    try delivery.publish()
    let (digest, bytes) = try workspace.store.digest(ofFileAt: path.value)
    return TrackFile(digest: digest, bytes: bytes, levelled: levelled)
  }

  public func stillHolds(_ output: TrackFile, in workspace: Workspace) async throws -> Bool {
    guard FileManager.default.fileExists(atPath: path.value) else { return false }
    return try workspace.store.digest(ofFileAt: path.value).digest == output.digest
  }
}
