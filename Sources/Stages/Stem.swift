import Dubbing
public import Engine
public import Media

/// A supplied music-and-effects stem, found and hashed.
public struct Stem: Hashable, Sendable {
  public var path: String
  /// Stream number; nil for the file's main sound.
  public var track: Int?
  public var source: Source
}

extension Stem {
  /// How much longer a stem may be than the picture before it is worth a word: editors cut to whole frames.
  static let tolerance = Time(milliseconds: 40)

  /// What a person must know about the stem's length; nil where it is the picture's.
  func notice(_ info: MediaInfo, picture: Time) -> String? {
    guard let stream = sound(in: info) else { return nil }
    let end = Time(samples: stream.start + stream.length - info.origin)
    guard abs(end.samples - picture.samples) > Self.tolerance.samples else { return nil }
    let what =
      end < picture
      ? "ends \(picture - end) before the picture: silence follows it"
      : "is \(end - picture) longer than the picture and ends with it"
    return "\(path): the stem \(what). Check that it belongs to this cut."
  }

  /// Why there is nothing to hear, with where there is.
  func withoutSound(_ info: MediaInfo) -> String {
    let sounds = info.streams.filter { $0.kind == .audio && $0.packets > 0 }.map { "\($0.index)" }
    guard !sounds.isEmpty else { return "\(path): has no sound. Give a music-and-effects stem." }
    let which = sounds.joined(separator: ", ")
    return "\(path): stream \(track ?? 0) is no sound. As a `track`, it has \(which)."
  }

  /// The stream that is meant; nil where it is no sound.
  public func sound(in info: MediaInfo) -> StreamInfo? {
    guard let track else { return info.mainAudio }
    return info.streams.first { $0.index == track && $0.kind == .audio && $0.packets > 0 }
  }
}
