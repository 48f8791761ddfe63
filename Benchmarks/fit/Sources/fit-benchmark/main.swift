import Foundation
import Sound

@testable import Dubbing

// `fit-benchmark` reads films as JSON lines from standard input and writes a plan for each;
// `fit-benchmark trim` reads paths of WAV files and writes how long the speech in each is, in
// samples at 48 kHz; `fit-benchmark time` prints how long planning takes.

struct Film: Decodable {
  var pieces: [Piece]
  var pictureEnd: Time
  var preset: String
  var overrides: [String: Int]?

  var constants: FitConstants {
    var constants = FitConstants.presets.first { $0.name == preset }?.constants ?? .onScreen
    for key in FitConstants.keys {
      guard let value = overrides?[key.name] else { continue }
      constants[keyPath: key.path] = value
    }
    return constants
  }
}

struct Answer: Encodable {
  var fits: [Fit]
  var cuts: [Time]
  var tempo: Int
  /// What the solver found before anything was rounded, in order of cues: seconds, and 1 / rate.
  var starts: [Double]
  var slowness: [Double]
}

func plan() throws {
  let encoder = JSONEncoder()
  while let line = readLine() {
    let film = try JSONDecoder().decode(Film.self, from: Data(line.utf8))
    let (end, constants) = (film.pictureEnd, film.constants)
    let problem = FitProblem(FitTrack(film.pieces, pictureEnd: end, constants: constants))
    var solver = InteriorPoint(problem)
    solver.solve()
    let answer = Answer(
      fits: fit(film.pieces, pictureEnd: end, constants: constants).fits,
      cuts: shortening(of: film.pieces, pictureEnd: end, constants: constants),
      tempo: baseTempo(for: film.pieces, pictureEnd: end, constants: constants),
      starts: problem.places.map { solver.values[$0.start] },
      slowness: problem.places.map { solver.values[$0.slowness] })
    print(String(decoding: try encoder.encode(answer), as: UTF8.self))
  }
}

func trim() throws {
  while let path = readLine() {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let take = try readWAV([UInt8](bytes))
    let edges = try? speechEdges(of: take)
    print(edges.map { ($0.end - $0.start) * Time.rate / take.rate } ?? 0)
  }
}

/// Dialogue like that of the study's films: slots of 0.6 to 6 s, every third cue without a gap,
/// speech 0.5 to 1.3 times its slot.
func film(_ count: Int, speakers: Int) -> [Piece] {
  var state: UInt64 = 7
  func random() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(UInt64(1) << 53)
  }
  var at = 0.0
  return (0..<count).map { i in
    let slot = 0.6 + 5.4 * random()
    defer { at += slot + (random() > 0.3 ? -0.4 * log(1 - random()) : 0) }
    return Piece(
      slot: Slot(start: Time(seconds: at), end: Time(seconds: at + slot)),
      speaker: "\(Int(random() * Double(speakers)))",
      natural: Time(seconds: slot * (0.5 + 0.8 * random())), segment: i)
  }
}

func time() {
  print("| pieces | fit (ms) | per 1,000 | shortening (ms) |\n| ---: | ---: | ---: | ---: |")
  let clock = ContinuousClock()
  let chosen = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
  for count in chosen.isEmpty ? [100, 500, 2000, 10_000, 50_000] : chosen {
    let pieces = film(count, speakers: 3)
    let end = Time(seconds: 1_000_000)
    func best(_ work: () -> Void) -> Double {
      (0..<9).map { _ in clock.measure(work) / .milliseconds(1) }.min() ?? 0
    }
    let fitting = best { _ = fit(pieces, pictureEnd: end, constants: .onScreen) }
    let cutting = best { _ = shortening(of: pieces, pictureEnd: end, constants: .onScreen) }
    let columns = [fitting, fitting * 1000 / Double(count), cutting]
    print(
      "| \(count) | "
        + columns.map { String(format: "%.2f", $0) }.joined(separator: " | ") + " |")
  }
  guard chosen.isEmpty else { return }
  let crowd = (0..<10_000).map { i in
    Piece(
      slot: Slot(start: Time(milliseconds: i), end: Time(seconds: 600)), speaker: "\(i % 100)",
      natural: Time(seconds: 2), segment: i)
  }
  let spent = clock.measure {
    _ = fit(crowd, pictureEnd: Time(seconds: 700), constants: .onScreen)
    _ = shortening(of: crowd, pictureEnd: Time(seconds: 700), constants: .onScreen)
  }
  print("\n10,000 cues of 100 speakers on screen at once: \(Int(spent / .milliseconds(1))) ms.")
}

switch CommandLine.arguments.dropFirst().first {
case "time": time()
case "trim": try trim()
default: try plan()
}
