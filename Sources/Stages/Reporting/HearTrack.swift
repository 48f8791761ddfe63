public import Dubbing
public import Engine
public import Media
import Sound

/// A sound as it is heard: how loud it is, and its outline for drawing.
public struct Heard: Codable, Hashable, Sendable {
  public var loudness: Loudness
  /// One byte for each `samplesPerPeak` samples: the highest sample of any channel, 255 being full scale.
  public var peaks: Blob
  public var samplesPerPeak: Int
}

/// Listens to a finished track, as its encoder left it, from the first frame of the picture to the end.
public struct HearTrack: Stage {
  public static let name = "hear"
  public static let version = 1

  public init() {}

  public func run(_ track: Encoded, in workspace: Workspace) async throws -> Heard {
    var reader = try AudioReader(workspace.path(of: track.audio))
    var ear = Ear(layout: reader.layout, length: track.length.samples)
    while !ear.isFull { ear.hear(try reader.read(Time.rate)) }
    return try ear.heard(in: workspace)
  }
}

/// Listens to the original sound the same way; silence for a video without one.
public struct HearOriginal: Stage {
  public static let name = "hear-original"
  public static let version = 1

  public init() {}

  public func run(_ input: (Source, MediaInfo), in workspace: Workspace) async throws -> Heard {
    let (video, info) = input
    guard let stream = info.mainAudio else {
      return try Ear(layout: .mono, length: 0).heard(in: workspace)
    }
    var reader = try AudioReader(
      workspace.path(of: video), stream: stream.index, origin: info.origin)
    var ear = Ear(layout: reader.layout, length: info.length)
    while !ear.isFull { ear.hear(try reader.read(Time.rate)) }
    return try ear.heard(in: workspace)
  }
}

/// Measures a sound block by block; its memory grows by one byte for each peak, of which there are 40,000 at most.
private struct Ear {
  /// An outline of ten milliseconds a peak, coarser for what is longer than seven minutes.
  private static let finest = 480
  private static let mostPeaks = 40_000

  private let length: Int
  private let samplesPerPeak: Int
  private let meter: LoudnessMeter
  private var peaks: [UInt8] = []
  private var highest: Float = 0
  private var position = 0

  init(layout: ChannelLayout, length: Int) {
    self.length = length
    let steps = length / (Self.finest * Self.mostPeaks) + 1
    samplesPerPeak = Self.finest * steps
    meter = LoudnessMeter(speakers: layout.roles)
  }

  var isFull: Bool { position >= length }

  /// The next samples of every channel; none mean that silence follows to the end.
  mutating func hear(_ planar: [[Float]]) {
    let count = min(planar.first?.count ?? 0, length - position)
    guard count > 0 else {
      close()
      position = length
      return
    }
    let heard = planar.map { Array($0.prefix(count)) }
    meter.add(heard)
    var start = 0
    while start < count {
      let end = min(count, start + samplesPerPeak - position % samplesPerPeak)
      for channel in heard { highest = max(highest, samplePeak(Array(channel[start..<end]))) }
      position += end - start
      start = end
      if position % samplesPerPeak == 0 { close() }
    }
    if isFull { close() }
  }

  /// Ends a peak that was begun, and nothing else.
  private mutating func close() {
    guard peaks.count * samplesPerPeak < position else { return }
    peaks.append(UInt8((min(1, highest) * 255).rounded()))
    highest = 0
  }

  func heard(in workspace: Workspace) throws -> Heard {
    Heard(
      loudness: meter.loudness, peaks: try workspace.keep(peaks, kind: "peaks"),
      samplesPerPeak: samplesPerPeak)
  }
}

extension ChannelLayout {
  /// What each channel counts for in BS.1770, in libav's order: front speakers first, then the bass, then the rest.
  var roles: [LoudnessMeter.Speaker] {
    let front = name == "quad" || channels <= 2 ? 2 : 3
    return (0..<channels).map { index in
      if name.contains(".1"), index == min(3, channels - 1) { return .uncounted }
      return index < front ? .front : .surround
    }
  }
}
