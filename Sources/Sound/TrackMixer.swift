#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Lays clips over a bed in one pass, block by block, however long the picture is.
///
/// Only clips that sound are open; each sample is read once. Contributions are summed in the order
/// of the clips' starts (equal starts: as given), so the samples do not depend on the size of
/// blocks.
public struct TrackMixer {
  /// The next block's first sample.
  public private(set) var position = 0
  /// The largest absolute sample of all blocks so far.
  public private(set) var peak: Float = 0

  private let clips: [ClipPlacement]
  /// Indices of clips not yet opened, the next one last.
  private var waiting: [Int]
  private var sounding: [SoundingClip] = []
  private let layout: VoiceLayout
  private let envelope: GainEnvelope?
  private let open: (Int) throws -> any ClipSource

  /// `open` is called with a clip's index in `clips`, once, when it begins to sound.
  public init(
    clips: [ClipPlacement], layout: VoiceLayout, envelope: GainEnvelope? = nil,
    open: @escaping (Int) throws -> any ClipSource
  ) {
    self.clips = clips
    self.layout = layout
    self.envelope = envelope
    self.open = open
    waiting = clips.indices.filter { clips[$0].length > 0 }
      .sorted { (clips[$0].start, $0) > (clips[$1].start, $1) }
  }

  /// The next `count` samples of every channel.
  ///
  /// `bed` holds the same stretch of the bed, one array per channel; what it lacks is silence.
  public mutating func next(_ count: Int, bed: [[Float]] = []) throws -> [[Float]] {
    let count = max(0, count)
    var channels = lowered(bed, count: count)
    try mixVoice(into: &channels, count: count)
    position += count
    for channel in channels { peak = max(peak, samplePeak(channel)) }
    return channels
  }

  private func lowered(_ bed: [[Float]], count: Int) -> [[Float]] {
    let gains = bed.isEmpty ? nil : envelope?.gains(from: position, count: count)
    return (0..<layout.channels).map { index in
      guard bed.indices.contains(index) else { return [Float](repeating: 0, count: count) }
      var channel = Array(bed[index].prefix(count))
      if let gains { multiply(&channel, by: gains) }
      if channel.count < count { channel += [Float](repeating: 0, count: count - channel.count) }
      return channel
    }
  }

  private mutating func mixVoice(into channels: inout [[Float]], count: Int) throws {
    let end = position + count
    while let index = waiting.last, clips[index].start < end {
      waiting.removeLast()
      sounding.append(SoundingClip(index, clips[index], source: try open(index)))
    }
    for index in sounding.indices {
      let (at, samples) = try sounding[index].next(from: position, to: end)
      for voiced in layout.voiced(pan: sounding[index].placement.pan) {
        add(samples, to: &channels[voiced.channel], at: at, gain: voiced.gain)
      }
    }
    sounding.removeAll { $0.isOver }
  }
}

/// A clip that has begun and not ended.
private struct SoundingClip {
  private let index: Int
  let placement: ClipPlacement
  private var source: any ClipSource
  private var used = 0

  init(_ index: Int, _ placement: ClipPlacement, source: any ClipSource) {
    self.index = index
    self.placement = placement
    self.source = source
  }

  var isOver: Bool { used >= placement.length }

  /// What sounds from `position` up to `end`, and how far into that block it begins.
  mutating func next(from position: Int, to end: Int) throws -> (at: Int, samples: [Float]) {
    let unheard = min(placement.length, position - placement.start) - used
    if unheard > 0 { _ = try read(unheard) }
    let at = max(0, placement.start + used - position)
    return (at, try read(min(placement.length - used, end - position - at)))
  }

  private mutating func read(_ count: Int) throws -> [Float] {
    guard count > 0 else { return [] }
    var samples = try source.read(count)
    guard samples.count >= count else {
      throw MixError.clipEndsEarly(
        clip: index, missing: placement.length - used - samples.count)
    }
    samples.removeLast(samples.count - count)
    shape(&samples)
    used += count
    return samples
  }

  /// Applies the gain, and the fades to the few samples they touch.
  private func shape(_ samples: inout [Float]) {
    if placement.gain != 1 { for index in samples.indices { samples[index] *= placement.gain } }
    for index in 0..<max(0, min(samples.count, placement.fadeIn - used)) {
      samples[index] *= raisedCosine(used + index, of: placement.fadeIn)
    }
    let last = placement.length - 1 - used
    let first = max(0, last - placement.fadeOut + 1)
    for index in first..<max(first, samples.count) {
      samples[index] *= raisedCosine(last - index, of: placement.fadeOut)
    }
  }
}

/// Half a cosine from 0 to 1, taken at the middle of each of `length` samples.
private func raisedCosine(_ sample: Int, of length: Int) -> Float {
  Float(0.5 - 0.5 * cos(.pi * (Double(sample) + 0.5) / Double(length)))
}

// Both loops run over bare memory: bounds checks would keep them from being vectorised.

private func multiply(_ samples: inout [Float], by gains: [Float]) {
  let count = min(samples.count, gains.count)
  samples.withUnsafeMutableBufferPointer { samples in
    gains.withUnsafeBufferPointer { gains in
      for index in 0..<count { samples[index] *= gains[index] }
    }
  }
}

private func add(_ samples: [Float], to channel: inout [Float], at start: Int, gain: Float) {
  let count = min(samples.count, channel.count - start)
  channel.withUnsafeMutableBufferPointer { channel in
    samples.withUnsafeBufferPointer { samples in
      for index in 0..<max(0, count) { channel[start + index] += samples[index] * gain }
    }
  }
}
