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
    var mixer = mixer(placed, layout: bed.layout, in: workspace)
    var under = try bed.audio.map { try LosslessReader(workspace.path(of: $0)) }
    let file = workspace.scratch("flac")
    var writer = try LosslessWriter(file, layout: bed.layout)
    while mixer.position < length.samples {
      let count = min(Time.rate, length.samples - mixer.position)
      let below = try under?.read(count) ?? []
      try writer.write(try mixer.next(count, bed: below))
    }
    try writer.finish()
    return Track(
      audio: try workspace.keep(file, kind: "flac"), layout: bed.layout, length: length,
      peak: hundredths(mixer.peak))
  }

  private func mixer(_ placed: [Placed], layout: ChannelLayout, in workspace: Workspace)
    -> TrackMixer
  {
    let clips = placed.map {
      ClipPlacement(
        start: $0.start.samples - $0.clip.lead, length: $0.clip.length,
        gain: amplitude(decibels: Float(mix.voice + $0.gain) / 100), pan: $0.pan)
    }
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
