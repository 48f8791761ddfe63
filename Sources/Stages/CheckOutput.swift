public import Engine
import Foundation
public import Media

/// Reopens the finished file with fresh eyes and compares it with the source and the plan.
public struct CheckOutput: Stage {
  public static let name = "check"
  public static let version = 4

  /// The file that was written.
  public var path: Unkeyed<String>
  public var container: MuxContainer
  /// The language players start with; nil for the original.
  public var defaultTrack: String?
  public var subtitles: Bool

  public func run(_ input: (Muxed, MediaInfo, [Expectation]), in workspace: Workspace) async throws
    -> [Check]
  {
    let (muxed, source, expected) = input
    return try checks(source: source, dropped: Set(muxed.dropped), expected, in: workspace)
  }

  /// - Parameter dropped: streams of the source that are not expected; nil for what the container cannot hold.
  public func checks(
    source: MediaInfo, dropped: Set<Int>?, _ expected: [Expectation], in workspace: Workspace
  ) throws -> [Check] {
    let found = try probe(path.value)
    let dropped = dropped ?? source.streamsNotCopied(into: container)
    let dubs = Array(found.streams.filter { $0.kind == .audio }.suffix(expected.count))
    var checks = packetChecks(source: source, found: found, dropped: dropped)
    checks += trackChecks(found, of: source, dubs: dubs, expected: expected)
    guard dubs.count == expected.count else { return checks }
    let origin = origin(of: found, from: source)
    for (stream, dub) in zip(dubs, expected) {
      checks += try soundChecks(stream, dub, origin: origin, in: workspace)
    }
    return checks
  }

  /// Where sample 0 of the dubs must be. Without a picture to measure from, priming that is no longer told from sound
  /// must not count.
  func origin(of found: MediaInfo, from source: MediaInfo) -> Int {
    found.pictureStart ?? source.origin(in: container)
  }
}
