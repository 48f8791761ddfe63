public import Dubbing

/// How loud the speech of a take is: gated loudness of what lies between its edges, and how long it speaks.
///
/// It is measured as if it were said again and again for 3 s: blocks of 400 ms hear nothing in a single short word, and
/// less of a take's ends than of its middle. A take without speech has no loudness.
public func speechLevel(of take: Waveform) -> TakeLevel {
  guard let edges = try? speechEdges(of: take), edges.start < edges.end else {
    return TakeLevel(loudness: nil, active: .zero)
  }
  let speech = Array(take.samples[edges.start..<edges.end])
  let repeats = 1 + 3 * take.rate / speech.count
  let meter = LoudnessMeter(speakers: [.front], rate: take.rate, peaks: .ignored)
  meter.add([(0..<repeats).flatMap { _ in speech }])
  return TakeLevel(loudness: meter.loudness.integrated, active: active(speech, rate: take.rate))
}

/// Windows of 20 ms no more than 30 dB below the loudest: pauses inside a take are no speech.
private func active(_ speech: [Float], rate: Int) -> Time {
  let window = max(1, rate / 50)
  let levels = levels(of: speech, window: window, hop: window)
  let loudest = levels.max() ?? 0
  let count = levels.count { $0 >= loudest - 30 }
  return Time(samples: min(count * window, speech.count) * Time.rate / rate)
}
