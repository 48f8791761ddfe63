import Dubbing
import Engine
import Foundation
import Media
import Sound

extension CheckOutput {
  /// Decodes a dub and looks for every line of it where the plan put it.
  func soundChecks(
    _ stream: StreamInfo, _ dub: Expectation, origin: Int, in workspace: Workspace
  ) throws -> [Check] {
    var listener = try Listener(
      path.value, stream: stream.index, origin: origin, speech: SpeechGate(dub.lines.map(\.placed)))
    var silent: [String] = []
    var displaced: [String] = []
    var worst = 0
    for line in dub.lines.sorted(by: { $0.placed.start < $1.placed.start }) {
      guard let off = try listener.hear(line.placed, in: workspace) else {
        silent.append(line.label)
        continue
      }
      worst = max(worst, abs(off))
      if abs(off) > Listener.tolerance { displaced.append(line.label) }
    }
    try listener.finish()
    let milliseconds = (Double(worst) / 48 * 10).rounded() / 10
    return [
      Check(
        "\(dub.language): every line is heard", passed: silent.isEmpty,
        detail: silent.isEmpty ? "\(dub.lines.count) lines" : "not heard: \(list(silent))"),
      Check(
        "\(dub.language): every line starts where it was planned, within 20 ms",
        passed: displaced.isEmpty,
        detail: displaced.isEmpty
          ? "at most \(milliseconds) ms off" : "displaced: \(list(displaced))"),
      Check(
        "\(dub.language): no sample is clipped", passed: listener.peak < 1,
        detail: "peak \(decibels(of: listener.peak)) dBFS"),
    ] + dub.loudnessChecks(listener.loudness, dialogue: listener.dialogue)
  }

  private func list(_ labels: [String]) -> String {
    labels.prefix(12).joined(separator: ", ") + (labels.count > 12 ? " and more" : "")
  }
}

/// Listens to a decoded track from beginning to end, keeping only what the next line needs.
private struct Listener: ~Copyable {
  /// Farthest a line may be from its place.
  static let tolerance = 20 * 48
  /// Below this a line counts as not heard: what is not there has 0.1 at most.
  private static let recognised: Float = 0.15
  /// How far around its place a line is looked for, and how much of it.
  private static let reach = 40 * 48
  private static let sample = 1000 * 48

  private var reader: AudioReader
  /// The channels voices may be in: of surround sound, those in front.
  private let voiced: [Int]
  private var window: [Float] = []
  private var start = 0
  private(set) var peak: Float = 0
  private let whole: LoudnessMeter
  private let spoken: LoudnessMeter
  private var speech: SpeechGate

  init(_ path: String, stream: Int, origin: Int, speech: SpeechGate) throws(MediaError) {
    reader = try AudioReader(path, stream: stream, origin: origin, channels: .kept)
    voiced = reader.layout.voices.channelsInFront
    whole = LoudnessMeter(speakers: reader.layout.speakers)
    spoken = LoudnessMeter(speakers: reader.layout.speakers, peaks: .ignored)
    self.speech = speech
  }

  /// Of everything heard so far, and of what of it is speech.
  var loudness: Loudness { whole.loudness }
  var dialogue: Int? { spoken.loudness.integrated }

  /// How many samples a line is from its place; nil when it is not heard.
  mutating func hear(_ placed: Placed, in workspace: Workspace) throws -> Int? {
    let clip = try clipSamples(placed.clip, in: workspace)
    let sound = Array(clip.dropFirst(placed.clip.lead).prefix(Self.sample))
    let from = max(0, placed.start.samples - Self.reach)
    try fill(from: from, to: placed.start.samples + sound.count + Self.reach)
    let found = placement(
      of: Waveform(samples: sound, rate: Time.rate),
      in: Waveform(samples: window, rate: Time.rate), near: placed.start.samples - start,
      reach: Self.reach)
    guard let found, found.likeness >= Self.recognised else { return nil }
    return found.start + start - placed.start.samples
  }

  /// Reads to the end, so that the peak is the whole track's.
  mutating func finish() throws(MediaError) {
    while try more() { window.removeAll(keepingCapacity: true) }
  }

  private mutating func fill(from: Int, to end: Int) throws(MediaError) {
    while start + window.count < end, try more() {
      guard start + window.count <= from else { continue }
      start += window.count
      window.removeAll(keepingCapacity: true)
    }
    let spent = min(window.count, max(0, from - start))
    window.removeFirst(spent)
    start += spent
  }

  private mutating func more() throws(MediaError) -> Bool {
    let block = try reader.read(Time.rate)
    guard block.first?.isEmpty == false else { return false }
    whole.add(block)
    spoken.add(speech.speech(in: block))
    for channel in block { peak = max(peak, samplePeak(channel)) }
    let front = voiced.dropFirst().map { block[$0] }
    window += front.reduce(block[voiced[0]]) { sum, channel in zip(sum, channel).map(+) }
    return true
  }
}
