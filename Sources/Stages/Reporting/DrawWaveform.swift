public import Dubbing
public import Engine
public import Media
import Sound

/// The outline of a sound, for drawing.
public struct Peaks: Codable, Hashable, Sendable {
  /// One byte for each `samplesPerPeak` samples: the highest sample of any channel, 255 being full scale.
  public var bytes: Blob
  public var samplesPerPeak: Int
}

/// Draws a finished track as its encoder left it, from the first frame of the picture to the end.
public struct DrawWaveform: Stage {
  public static let name = "waveform"
  public static let version = 1

  public init() {}

  public func run(_ track: Encoded, in workspace: Workspace) async throws -> Peaks {
    var reader = try AudioReader(workspace.path(of: track.audio))
    var outline = Outline(length: track.length.samples)
    while !outline.isWhole { outline.add(try reader.read(Time.rate)) }
    return try outline.peaks(in: workspace)
  }
}

/// The original sound as it is heard, to put the dubs beside.
public struct Heard: Codable, Hashable, Sendable {
  public var loudness: Loudness
  public var peaks: Peaks
}

/// Draws and measures the original sound over the length of the picture; silence for a video without one.
public struct HearOriginal: Stage {
  public static let name = "hear-original"
  public static let version = 1

  public init() {}

  public func run(_ input: (Source, MediaInfo), in workspace: Workspace) async throws -> Heard {
    let (video, info) = input
    guard let stream = info.mainAudio else {
      let silence = Loudness(integrated: nil, range: 0, truePeak: -20_000)
      return Heard(loudness: silence, peaks: try Outline(length: 0).peaks(in: workspace))
    }
    var reader = try AudioReader(
      workspace.path(of: video), stream: stream.index, origin: info.origin)
    let meter = LoudnessMeter(speakers: reader.layout.speakers)
    var outline = Outline(length: info.length)
    while !outline.isWhole {
      let block = try reader.read(Time.rate)
      let count = min(block.first?.count ?? 0, outline.left)
      meter.add(block.map { Array($0.prefix(count)) })
      outline.add(block)
    }
    return Heard(loudness: meter.loudness, peaks: try outline.peaks(in: workspace))
  }
}

/// Reduces a sound to its peaks, block by block; its memory grows by a byte a peak, of which there are 40,000 at most.
private struct Outline {
  /// Ten milliseconds a peak, more for what is longer than seven minutes.
  private static let finest = 480
  private static let mostPeaks = 40_000

  private let length: Int
  private let samplesPerPeak: Int
  private var bytes: [UInt8] = []
  private var highest: Float = 0
  private var position = 0

  init(length: Int) {
    self.length = length
    samplesPerPeak = Self.finest * (length / (Self.finest * Self.mostPeaks) + 1)
  }

  var left: Int { length - position }
  var isWhole: Bool { left <= 0 }

  /// The next samples of every channel; none mean that silence follows to the end.
  mutating func add(_ planar: [[Float]]) {
    let count = min(planar.first?.count ?? 0, left)
    guard count > 0 else {
      close()
      position = length
      return
    }
    var start = 0
    while start < count {
      let end = min(count, start + samplesPerPeak - position % samplesPerPeak)
      for channel in planar { highest = max(highest, samplePeak(Array(channel[start..<end]))) }
      position += end - start
      start = end
      if position % samplesPerPeak == 0 { close() }
    }
    if isWhole { close() }
  }

  /// Ends a peak that was begun, and nothing else.
  private mutating func close() {
    guard bytes.count * samplesPerPeak < position else { return }
    bytes.append(UInt8((min(1, highest) * 255).rounded()))
    highest = 0
  }

  func peaks(in workspace: Workspace) throws -> Peaks {
    Peaks(bytes: try workspace.keep(bytes, kind: "peaks"), samplesPerPeak: samplesPerPeak)
  }
}
