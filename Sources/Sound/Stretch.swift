/// The same speech, faster or slower at the same pitch, in exactly `length` samples.
///
/// Meant for single clean voices, from half to twice the length; never use it on a bed. Up to a
/// pace of 1.5 every moment stays within 8 ms of an even stretch, at 2.0 within about 10. Clips
/// under 60 ms and what remains after splicing get single crossfades where they are heard least.
/// Equal lengths give the same samples. Samples that are no numbers become silence. Any length gives an answer, but outside the range only the
/// number of samples is promised; whether a pace is acceptable is the plan's business.
public func stretched(_ samples: [Float], rate: Int, toLength length: Int) -> [Float] {
  let samples = numbers(in: samples)
  guard length != samples.count else { return samples }
  guard length > 0 else { return [] }
  guard !samples.isEmpty else { return Array(repeating: 0, count: length) }
  let pace = Double(samples.count) / Double(length)
  let splices = samples.count >= rate * 60 / 1000 && (0.4...2.5).contains(pace)
  var output = samples
  if splices {
    output = samples.withUnsafeBufferPointer { input in
      var splicer = PeriodSplicer(input, rate: rate, toLength: length)
      return splicer.run()
    }
  }
  while output.count != length { output = nudged(output, rate: rate, towards: length) }
  return output
}

/// One crossfade closer to a length: exact for small differences, a third at a time for large ones.
private func nudged(_ sound: [Float], rate: Int, towards length: Int) -> [Float] {
  let shorter = sound.count > length
  // So few samples have no sound to be careful with.
  guard sound.count >= 16 else { return (0..<length).map { sound[$0 * sound.count / length] } }
  let change = min(abs(sound.count - length), sound.count / 3)
  let fade = min(max(rate / 200, min(change, rate / 50)), sound.count / 4)
  return sound.withUnsafeBufferPointer { input in
    let from = quietestJump(
      in: input, by: shorter ? change : -change, fade: fade, step: rate / 1000)
    let to = shorter ? from + change : from - change
    var output = Array(input[..<from])
    output.reserveCapacity(shorter ? sound.count - change : sound.count + change)
    appendCrossfade(to: &output, input, from, to, count: fade)
    output.append(contentsOf: input[(to + fade)...])
    return output
  }
}

/// Where a jump is heard least: alike on both sides, and quiet.
private func quietestJump(
  in sound: UnsafeBufferPointer<Float>, by jump: Int, fade: Int, step: Int
) -> Int {
  let power = squaredSum(sound, 0, count: sound.count) / Float(sound.count)
  let first = max(0, -jump)
  let last = sound.count - fade - max(0, jump)
  // The edges stay as they are, wherever there is room inside.
  let margin = last - first > 4 * max(fade, 10 * step) ? max(fade, 10 * step) : 0
  var best = first + margin
  var least = Float.infinity
  for from in stride(from: first + margin, through: last - margin, by: max(1, step)) {
    let energy = squaredSum(sound, from, count: fade) + squaredSum(sound, from + jump, count: fade)
    let difference = squaredDifference(sound, from, from + jump, count: fade)
    let unlike = difference / (energy + 0.02 * Float(fade) * power + 1e-20)
    let loud = energy / (energy + 0.05 * Float(fade) * power + 1e-20)
    if unlike * loud < least { (least, best) = (unlike * loud, from) }
  }
  return best
}

private func squaredSum(_ sound: UnsafeBufferPointer<Float>, _ from: Int, count: Int) -> Float {
  let raw = UnsafeRawBufferPointer(sound)
  var sums = SIMD8<Float>.zero
  var index = 0
  while index + 8 <= count {
    let x = raw.loadUnaligned(fromByteOffset: (from + index) * 4, as: SIMD8<Float>.self)
    sums += x * x
    index += 8
  }
  return (index..<count).reduce(sums.sum()) { $0 + sound[from + $1] * sound[from + $1] }
}
