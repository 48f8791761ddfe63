public import Dubbing
public import Engine
public import Media
import Sound

/// A loudness that was measured, or that there was nothing to measure.
public struct Measured: Codable, Hashable, Sendable {
  /// Integrated, in hundredths of LUFS; nil where nothing is above the gate.
  public var integrated: Int?
  /// How much of the track was measured, in percent.
  public var share: Int
}

/// Measures the main sound of the video over the length of the picture, for the dubs to match.
public struct MeasureOriginal: Stage {
  public static let name = "measure-original"
  public static let version = 1

  public init() {}

  public func run(_ input: (Source, MediaInfo), in workspace: Workspace) async throws -> Measured {
    let (video, info) = input
    guard let stream = info.mainAudio else { return Measured(integrated: nil, share: 0) }
    var reader = try AudioReader(
      try workspace.path(of: video), stream: stream.index, origin: info.origin)
    let meter = LoudnessMeter(speakers: reader.layout.speakers, peaks: .ignored)
    var left = info.length
    while left > 0 {
      let block = try reader.read(min(left, Time.rate))
      guard let count = block.first?.count, count > 0 else { break }
      meter.add(block)
      left -= count
    }
    return Measured(integrated: meter.loudness.integrated, share: 100)
  }
}

/// Measures a dub without a bed while it speaks: what a dialogue gate hears.
public struct MeasureDialogue: Stage {
  public static let name = "measure-dialogue"
  public static let version = 1

  public init() {}

  public func run(_ input: (Track, [Placed]), in workspace: Workspace) async throws -> Measured {
    let (voices, placed) = input
    var reader = try LosslessReader(workspace.path(of: voices.audio))
    var gate = SpeechGate(placed)
    let meter = LoudnessMeter(speakers: voices.layout.speakers, peaks: .ignored)
    while true {
      let block = try reader.read(Time.rate)
      guard let first = block.first, !first.isEmpty else { break }
      meter.add(gate.speech(in: block))
    }
    let spoken = 100 * gate.heard / max(1, voices.length.samples)
    return Measured(integrated: meter.loudness.integrated, share: spoken)
  }
}

/// Lets through what lies where the plan has speech.
struct SpeechGate {
  /// Samples let through so far.
  private(set) var heard = 0
  /// Merged and ascending, so that nothing is heard twice.
  private let speech: [Range<Int>]
  private var next = 0
  private var position = 0

  init(_ placed: [Placed]) {
    var merged: [Range<Int>] = []
    let spoken = placed.map { $0.start.samples..<($0.start + $0.length).samples }
    for range in spoken.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    speech = merged
  }

  mutating func speech(in block: [[Float]]) -> [[Float]] {
    let end = position + (block.first?.count ?? 0)
    var kept = block.map { _ in [Float]() }
    while next < speech.count, speech[next].lowerBound < end {
      let range = speech[next].clamped(to: position..<end)
      for channel in block.indices {
        kept[channel] += block[channel][range.lowerBound - position..<range.upperBound - position]
      }
      heard += range.count
      guard speech[next].upperBound <= end else { break }
      next += 1
    }
    position = end
    return kept
  }
}

extension ChannelLayout {
  /// How loudness counts each channel.
  ///
  /// BS.1770-4 gives the weight of surround channels to speakers up to 120° from the front; like most meters this one
  /// gives it to those at the back of 7.1 as well.
  var speakers: [LoudnessMeter.Speaker] {
    places.map { place in
      switch place {
      case .front: .front
      case .surround: .surround
      case .lowFrequency: .uncounted
      }
    }
  }
}
