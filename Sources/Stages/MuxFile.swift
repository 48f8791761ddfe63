public import Dubbing
public import Engine
import Foundation
public import Media
public import Voices

/// The finished file, which lies where the user asked and not in the store: its digest is remembered.
public struct Muxed: Codable, Hashable, Sendable {
  public var digest: Digest
  public var bytes: Int
  /// Streams of the source that are not in it as they were.
  public var dropped: [Int]
  public var notices: [String]
}

/// One language, ready for the container.
public struct DubbedTrack: Codable, Hashable, Sendable {
  public var language: String
  public var title: String
  public var encoded: Encoded
  public var cues: [Cue]
  /// How its voices came about; one that is trained outweighs one that is not.
  public var source: DigitalSource
  /// Engines that spoke it, for instance `espeak-ng 1.51`.
  public var engines: [String]
}

/// Writes a copy of the video with a dubbed track per language; every other stream is the source's, packet for packet.
public struct MuxFile: Stage {
  public static let name = "mux"
  public static let version = 2
  public static let effect = Effect.delivers

  public var container: MuxContainer
  /// The language players start with; nil for the original.
  public var defaultTrack: String?
  /// BCP 47 tag of the original sound, for a video that does not say.
  public var sourceLanguage: String?
  public var subtitles: Bool
  public var path: Unkeyed<String>

  public func run(_ input: (Source, MediaInfo, [DubbedTrack]), in workspace: Workspace) async throws
    -> Muxed
  {
    let (video, info, tracks) = input
    let plan = MuxPlan(
      source: try workspace.path(of: video), info: info, container: container,
      dubs: tracks.map { dub($0, in: workspace) },
      subtitles: subtitles ? tracks.map(text) : [],
      defaultDub: tracks.firstIndex { $0.language == defaultTrack },
      sourceLanguage: sourceLanguage.map(tongue),
      tags: ["comment": Disclosure.sentence(engines: Set(tracks.flatMap(\.engines)).sorted())],
      digitalSource: Disclosure.file(of: tracks.map(\.source)))
    let delivery = Delivery(to: path.value)
    try delivery.checkRoom(for: video.bytes + tracks.reduce(0) { $0 + $1.encoded.audio.bytes })
    let report = try mux(plan, to: delivery.beside)
    try delivery.publish()
    let (digest, bytes) = try workspace.store.digest(ofFileAt: path.value)
    return Muxed(digest: digest, bytes: bytes, dropped: report.dropped, notices: report.notices)
  }

  /// The file may have been replaced or removed since.
  public func stillHolds(_ output: Muxed, in workspace: Workspace) async throws -> Bool {
    guard FileManager.default.fileExists(atPath: path.value) else { return false }
    return try workspace.store.digest(ofFileAt: path.value).digest == output.digest
  }

  private func dub(_ track: DubbedTrack, in workspace: Workspace) -> MuxPlan.Dub {
    MuxPlan.Dub(
      file: workspace.path(of: track.encoded.audio), language: tongue(track.language),
      title: track.title,
      tags: [
        "COMMENT": Disclosure.sentence(engines: track.engines),
        "DIGITAL_SOURCE_TYPE": track.source.url,
      ])
  }

  private func text(_ track: DubbedTrack) -> MuxPlan.Subtitles {
    MuxPlan.Subtitles(
      language: tongue(track.language), title: Language(track.language).ownName,
      cues: track.cues.map {
        TextCue(start: $0.start.samples, end: $0.end.samples, text: $0.text)
      })
  }

  private func tongue(_ tag: String) -> MuxPlan.Tongue {
    MuxPlan.Tongue(tag: tag, code: Language(tag).iso639)
  }
}
