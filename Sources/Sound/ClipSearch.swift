/// Where a known clip was found in a finished track.
public struct FoundClip: Hashable, Sendable {
  /// The place of the clip's first sample, in samples from the beginning of what was searched.
  public var start: Int
  /// Correlation there, of both without their colour: 1 for the clip alone, 0 for sound that has nothing of it.
  public var likeness: Float
}

/// Finds the place of a known clip, also over a bed and after a lossy codec; nothing if it has no
/// sound.
///
/// Normalised cross-correlation of at most the clip's first second, on copies at about 8 kHz,
/// refined at full rate; the best place within `reach` of `near`, all in samples. Rates must be
/// equal. What is missing outside `sound` counts as silence. Both copies go through the filter that
/// takes the colour out of what is heard: before noise of any colour that is the best detector
/// there is, so a clip is found under a bed far louder than it.
public func placement(
  of clip: Waveform, in sound: Waveform, near: Int, reach: Int
) -> FoundClip? {
  guard clip.rate == sound.rate, reach >= 0 else { return nil }
  let factor = max(1, clip.rate / 8000)
  let start = near - reach
  let length = min(clip.samples.count, clip.rate)
  let known = Array(clip.samples.prefix(length))
  let heard = (start..<near + reach + length).map {
    sound.samples.indices.contains($0) ? sound.samples[$0] : 0
  }
  let around = reduced(heard, by: factor)
  let filter = Whitening(of: around)
  let coarse = bestLag(
    of: filter.applied(to: reduced(known, by: factor)), in: filter.applied(to: around), lags: nil)
  guard let coarse else { return nil }
  let middle = coarse.lag * factor
  let lags = max(0, middle - factor)...min(2 * reach, middle + factor)
  guard lags.lowerBound <= lags.upperBound,
    let fine = bestLag(of: differences(known), in: differences(heard), lags: lags)
  else { return nil }
  return FoundClip(start: start + fine.lag, likeness: coarse.likeness)
}

/// What bass hides stands out, and one more sample would be one more lag.
private func differences(_ samples: [Float]) -> [Float] {
  zip(samples, samples.prefix(1) + samples).map { $0 - $1 }
}

private func reduced(_ samples: [Float], by factor: Int) -> [Float] {
  guard factor > 1 else { return samples }
  return (0..<samples.count / factor).map { index in
    (0..<factor).reduce(Float(0)) { $0 + samples[index * factor + $1] } / Float(factor)
  }
}

private func bestLag(
  of known: [Float], in heard: [Float], lags: ClosedRange<Int>?
) -> (lag: Int, likeness: Float)? {
  let energy = Double(dot(known, 0, known, 0, count: known.count))
  let last = heard.count - known.count
  guard energy > 1e-9, last >= 0 else { return nil }
  let first = lags?.lowerBound ?? 0
  var best: (lag: Int, likeness: Float)?
  // Kept up to date sample by sample; in single precision, loud parts would leave a rest behind.
  var around = Double(dot(heard, first, heard, first, count: known.count))
  for lag in lags ?? 0...last where lag <= last {
    let product = Double(dot(known, 0, heard, lag, count: known.count))
    let likeness = Float(product / (energy * max(around, energy * 1e-6)).squareRoot())
    if likeness > best?.likeness ?? -1 { best = (lag, likeness) }
    guard lag < last else { break }
    let (gone, new) = (Double(heard[lag]), Double(heard[lag + known.count]))
    around += new * new - gone * gone
  }
  return best
}

/// Sum of products of two stretches, eight at a time.
private func dot(_ a: [Float], _ from: Int, _ b: [Float], _ start: Int, count: Int) -> Float {
  a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      var sums = SIMD8<Float>.zero
      let whole = count / 8 * 8
      for index in stride(from: 0, to: whole, by: 8) {
        sums +=
          a.loadUnaligned(fromByteOffset: (from + index) * 4, as: SIMD8<Float>.self)
          * b.loadUnaligned(fromByteOffset: (start + index) * 4, as: SIMD8<Float>.self)
      }
      var sum = sums.sum()
      for index in whole..<max(whole, count) {
        sum +=
          a.loadUnaligned(fromByteOffset: (from + index) * 4, as: Float.self)
          * b.loadUnaligned(fromByteOffset: (start + index) * 4, as: Float.self)
      }
      return sum
    }
  }
}
