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
  /// One block of one clip, and the bed's gains; both are used again for every block.
  private var scratch: [Float] = []
  private var gains: [Float] = []

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
    var channels: [[Float]] = []
    try next(count, bed: bed, into: &channels)
    return channels
  }

  /// The next `count` samples of every channel, in place of what `channels` held.
  ///
  /// Give the same arrays again and again, and a block of the same size needs no new memory.
  public mutating func next(
    _ count: Int, bed: [[Float]] = [], into channels: inout [[Float]]
  ) throws {
    let count = max(0, count)
    lower(bed, count: count, into: &channels)
    try mixVoice(into: &channels, count: count)
    position += count
    for channel in channels { peak = max(peak, samplePeak(channel)) }
  }

  private mutating func lower(_ bed: [[Float]], count: Int, into channels: inout [[Float]]) {
    if channels.count != layout.channels { channels = Array(repeating: [], count: layout.channels) }
    let lowers = !bed.isEmpty && envelope != nil
    if lowers { envelope?.fill(&gains, from: position, count: count) }
    for index in channels.indices {
      if channels[index].count != count { channels[index] = Array(repeating: 0, count: count) }
      let source = bed.indices.contains(index) ? bed[index] : []
      lay(source, gains: lowers ? gains : nil, over: &channels[index])
    }
  }

  private mutating func mixVoice(into channels: inout [[Float]], count: Int) throws {
    while let index = waiting.last, clips[index].start < position + count {
      waiting.removeLast()
      sounding.append(SoundingClip(index, clips[index], on: layout, source: try open(index)))
    }
    if scratch.count != count, !sounding.isEmpty { scratch = Array(repeating: 0, count: count) }
    for index in sounding.indices {
      let at = try scratch.withUnsafeMutableBufferPointer {
        try sounding[index].next(from: position, into: $0)
      }
      for voiced in sounding[index].voiced {
        add(scratch, at, to: &channels[voiced.channel], gain: voiced.gain)
      }
    }
    sounding.removeAll { $0.isOver }
  }
}

// These loops run over bare memory: bounds checks would keep them from being vectorised.

/// Replaces a channel by a sound, lowered, with silence where it ends.
private func lay(_ sound: [Float], gains: [Float]?, over channel: inout [Float]) {
  let count = min(sound.count, channel.count)
  channel.withUnsafeMutableBufferPointer { channel in
    sound.withUnsafeBufferPointer { sound in
      for index in 0..<count { channel[index] = sound[index] }
    }
    gains?.withUnsafeBufferPointer { gains in
      for index in 0..<count { channel[index] *= gains[index] }
    }
    channel[count...].update(repeating: 0)
  }
}

/// Adds what lies within a range of one block to the same range of another.
private func add(
  _ samples: [Float], _ range: Range<Int>, to channel: inout [Float], gain: Float
) {
  channel.withUnsafeMutableBufferPointer { channel in
    samples.withUnsafeBufferPointer { samples in
      for index in range { channel[index] += samples[index] * gain }
    }
  }
}
