import Foundation
import Sound

/// Stretches raw samples to a length and prints the least milliseconds of work it took.
func stretch(_ input: String, to output: String, rate: String, length: String, times: String) throws
{
  let samples = try readFloats(input)
  guard let rate = Int(rate), let length = Int(length), let times = Int(times) else { exit(2) }
  var result: [Float] = []
  let least = milliseconds(times: times) {
    result = stretched(samples, rate: rate, toLength: length)
  }
  try result.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: output))
  print(least)
}

/// Prints where speech begins and ends, and what of the take is kept, in samples.
func trim(_ input: String, rate: String) throws {
  guard let rate = Int(rate) else { exit(2) }
  let take = Waveform(samples: try readFloats(input), rate: rate)
  let edges = try speechEdges(of: take)
  let kept = edges.padded(in: take)
  print(edges.start, edges.end, kept.lowerBound, kept.upperBound)
}

private func readFloats(_ path: String) throws -> [Float] {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
  return bytes.withUnsafeBytes { raw in
    (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
  }
}
