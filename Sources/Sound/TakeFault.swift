/// What is wrong with a take that no listener should hear.
public enum TakeFault: String, Codable, Hashable, Sendable, CaseIterable {
  case silent = "is silent"
  case tooShort = "is far too short for its text"
  case tooLong = "is far too long for its text"
  case clipped = "is clipped"
  case truncated = "breaks off in the middle of a sound"
}

/// The fault of a take, if it has one.
///
/// Thresholds are wide: a fault is certain, a sound take is never refused. Clipped is 5 ms in all of flat tops at full scale.
/// Broken off is a last 10 ms within 10 dB of the loud parts; speech dies away.
///
/// - Parameter plausible: seconds the speech may last.
public func fault(of take: Waveform, plausible: ClosedRange<Double>) -> TakeFault? {
  guard let edges = try? speechEdges(of: take) else { return .silent }
  let seconds = Double(edges.end - edges.start) / Double(take.rate)
  if seconds < plausible.lowerBound { return .tooShort }
  if seconds > plausible.upperBound { return .tooLong }
  if flatTops(in: take.samples) >= take.count(milliseconds: 5) { return .clipped }
  return breaksOff(take) ? .truncated : nil
}

/// Samples in runs of four or more at full scale.
private func flatTops(in samples: [Float]) -> Int {
  var total = 0
  var run = 0
  for sample in samples {
    if abs(sample) >= 0.999 {
      run += 1
      if run == 4 { total += 4 } else if run > 4 { total += 1 }
    } else {
      run = 0
    }
  }
  return total
}

private func breaksOff(_ take: Waveform) -> Bool {
  let hop = take.count(milliseconds: 5)
  let levels = levels(of: withoutOffset(take.samples), window: 2 * hop, hop: hop)
  let loud = SpeechThresholds(levels).peak
  let last = decibels(power: power(of: take.samples.suffix(2 * hop)))
  return last > loud - 10
}

private func power(of samples: ArraySlice<Float>) -> Double {
  let sum = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
  return sum / Double(max(1, samples.count))
}
