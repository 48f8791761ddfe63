#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A clip that has begun and not ended.
struct SoundingClip {
  private let index: Int
  private let placement: ClipPlacement
  /// The channels that carry it.
  let voiced: [VoiceLayout.Voiced]
  private var source: any ClipSource
  private var used = 0

  /// `index` is the clip's place among those given to the mixer, for errors.
  init(_ index: Int, _ placement: ClipPlacement, on layout: VoiceLayout, source: any ClipSource) {
    self.index = index
    self.placement = placement
    self.voiced = layout.voiced(pan: placement.pan)
    self.source = source
  }

  var isOver: Bool { used >= placement.length }

  /// Fills a block that begins at `position` from where the clip sounds in it; says where.
  mutating func next(
    from position: Int, into block: UnsafeMutableBufferPointer<Float>
  ) throws -> Range<Int> {
    var unheard = min(placement.length, position - placement.start) - used
    while unheard > 0, !block.isEmpty {
      let skipped = min(unheard, block.count)
      try read(into: .init(rebasing: block[..<skipped]))
      unheard -= skipped
    }
    let start = min(block.count, max(0, placement.start + used - position))
    let end = min(block.count, start + placement.length - used)
    try read(into: .init(rebasing: block[start..<end]))
    return start..<end
  }

  private mutating func read(into target: UnsafeMutableBufferPointer<Float>) throws {
    guard !target.isEmpty else { return }
    let count = try source.read(into: target)
    guard count >= target.count else {
      throw MixError.clipEndsEarly(clip: index, missing: placement.length - used - count)
    }
    shape(target)
    used += count
  }

  /// Applies the gain, and the fades to the few samples they touch.
  private func shape(_ samples: UnsafeMutableBufferPointer<Float>) {
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
