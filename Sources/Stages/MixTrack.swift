public import Dubbing
public import Engine
import Foundation
public import Media
import Sound

/// One language, mixed: as long as the picture, at 48 kHz.
public struct Track: Codable, Hashable, Sendable {
  public var audio: Blob
  public var layout: ChannelLayout
  public var length: Time
  /// Highest sample, in hundredths of a decibel of full scale.
  public var peak: Int
}

/// Places the clips of a language and lays the bed under them, in one streaming pass.
public struct MixTrack: Stage {
  public static let name = "mix"
  public static let version = 2

  public var mix: MixSettings

  public func run(_ input: (Bed, [Placed], Time), in workspace: Workspace) async throws -> Track {
    let (bed, placed, length) = input
    let layout = layout(over: bed, placed)
    try workspace.checkRoom(for: leastLossless(length, layout), "The mix of a track")
    var mixer = mixer(placed, layout: layout, in: workspace)
    var under = try bed.audio.map { try LosslessReader(workspace.path(of: $0)) }
    let file = workspace.scratch("flac")
    var writer = try LosslessWriter(file, layout: layout)
    while mixer.position < length.samples {
      let count = min(Time.rate, length.samples - mixer.position)
      let below = try under?.read(count) ?? []
      try writer.write(try mixer.next(count, bed: spread(below, over: layout)))
    }
    try writer.finish()
    return Track(
      audio: try workspace.keep(file, kind: "flac"), layout: layout, length: length,
      peak: hundredths(mixer.peak))
  }

  /// The bed's own channels, but two where a mono bed would leave speakers no place to be panned to.
  private func layout(over bed: Bed, _ placed: [Placed]) -> ChannelLayout {
    bed.layout.channels == 1 && placed.contains { $0.pan != 0 } ? .stereo : bed.layout
  }

  /// A mono bed in both channels of stereo, as loud as it was.
  private func spread(_ bed: [[Float]], over layout: ChannelLayout) -> [[Float]] {
    guard bed.count == 1, layout.channels == 2 else { return bed }
    let side = bed[0].map { $0 * Float(0.5).squareRoot() }
    return [side, side]
  }

  private func mixer(_ placed: [Placed], layout: ChannelLayout, in workspace: Workspace)
    -> TrackMixer
  {
    let clips = placed.map { $0.placement(gain: mix.voice) }
    let speech = placed.map { $0.start.samples..<($0.start + $0.length).samples }
    return TrackMixer(
      clips: clips, layout: layout.voices, envelope: mix.ducking.envelope(over: speech)
    ) { index in
      try ClipFile.clip(workspace.path(of: placed[index].clip.audio))
    }
  }

  /// A peak in hundredths of a decibel; −20,000 for silence.
  private func hundredths(_ peak: Float) -> Int {
    peak > 1e-10 ? Int((2000 * log10(min(peak, 1e6))).rounded(.up)) : -20_000
  }
}

extension Placed {
  /// Shortest fade of a clip without padding, whose speech begins or ends with its take: 1 ms, against a click.
  private static let shortestFade = 48

  /// Where its samples go. Fades of 5 ms in and 12 ms out (time-fit study, section 7.3) stay inside the padding.
  func placement(gain common: Int) -> ClipPlacement {
    var placement = ClipPlacement(
      start: start.samples - clip.lead, length: clip.length,
      gain: amplitude(decibels: Float(common + gain) / 100), pan: pan)
    let tail = clip.length - clip.lead - length.samples
    placement.fadeIn = max(Self.shortestFade, min(placement.fadeIn, clip.lead))
    placement.fadeOut = max(Self.shortestFade, min(placement.fadeOut, tail))
    return placement
  }
}

/// The samples of a clip, as `StretchTake` wrote them.
func clipSamples(_ clip: Clip, in workspace: Workspace) throws -> [Float] {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path(of: clip.audio)))
  return try readWAV([UInt8](bytes)).samples
}

extension ChannelLayout {
  /// Which channels speak: the centre where there is one, else both sides.
  var voices: VoiceLayout {
    let sides = sides.map { VoiceLayout.Sides(left: $0.left, right: $0.right) }
    return VoiceLayout(channels: channels, centre: centre, sides: sides)
  }
}
