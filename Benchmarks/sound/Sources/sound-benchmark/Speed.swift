import Foundation
import Sound

func milliseconds(times: Int = 5, _ work: () throws -> Void) rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<times {
    let start = clock()
    try work()
    least = min(least, Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000)
  }
  return least
}

func report(_ name: String, _ milliseconds: Double, seconds: Double) {
  print(name, String(format: "%.3f ms per second of sound", milliseconds / seconds))
}

/// What the parts of the product cost, in milliseconds of work per second of sound.
func printSpeeds() throws {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [
    "espeak-ng", "--stdout",
    "The harbour lay quiet. Nobody had seen the boats come in, and nobody asked.",
  ]
  process.standardOutput = pipe
  try process.run()
  let take = try readWAV([UInt8](pipe.fileHandleForReading.readDataToEndOfFile()))
  process.waitUntilExit()

  // The same speech at 48 kHz, by repeating neighbours: enough to cost what 48 kHz costs.
  let rate = 48_000
  let speech = (0..<take.samples.count * rate / take.rate).map {
    take.samples[$0 * take.rate / rate]
  }
  let seconds = Double(speech.count) / Double(rate)

  for pace in [0.8, 0.95, 1.1, 1.25, 1.5, 2.0] {
    let length = Int(Double(speech.count) / pace)
    let time = milliseconds { _ = stretched(speech, rate: rate, toLength: length) }
    report("stretch to \(pace)", time, seconds: seconds)
  }
  let wave = Waveform(samples: speech, rate: rate)
  report("edges", try milliseconds { _ = try speechEdges(of: wave) }, seconds: seconds)

  let bytes = writeWAV(wave, as: .signed16)
  report("read WAV", try milliseconds { _ = try readWAV(bytes) }, seconds: seconds)

  let clips = (0..<2_000).map { ClipPlacement(start: $0 * 172_800, length: speech.count) }
  let hours = 2.0
  let envelope = GainEnvelope(speech: clips.map { $0.start..<$0.start + $0.length })
  let start = clock()
  var mixer = TrackMixer(clips: clips, layout: .stereo, envelope: envelope) { _ in
    SamplesInMemory(speech)
  }
  let bed = [[Float]](repeating: [Float](repeating: 0.1, count: 48_000), count: 2)
  while mixer.position < Int(hours * 3600) * rate { _ = try mixer.next(rate, bed: bed) }
  let spent = Double(clock() - start) / Double(CLOCKS_PER_SEC)
  print("mix of 2,000 clips over a stereo bed of 2 h:", String(format: "%.2f s", spent))
}
