import Foundation
import Media
import Sound

/// Mixes one language of a film over a stereo bed, as the product's `MixTrack` does, and says what each part costs.
///
/// 1,000 clips of 2.5 s an hour; the bed lies in a FLAC file and the track goes to one. Prints seconds of CPU of this
/// process for reading the bed, mixing and writing, and its highest memory in MiB.
func film(minutes: String, folder: String) throws {
  let rate = 48_000
  let total = (Int(minutes) ?? 0) * 60 * rate
  let bed = folder + "/bed.flac"
  let track = folder + "/track.flac"
  try makeBed(bed, length: total)
  let voice = (0..<rate * 5 / 2).map { 0.3 * sin(Float($0) * 0.05) * sin(Float($0) * 0.0007) }
  let clips = stride(from: 0, to: total - voice.count, by: 172_800).map {
    ClipPlacement(start: $0, length: voice.count)
  }
  let envelope = GainEnvelope(speech: clips.map { $0.start..<$0.start + $0.length })
  var mixer = TrackMixer(clips: clips, layout: .stereo, envelope: envelope) { _ in
    SamplesInMemory(voice)
  }
  var spent = [0.0, 0.0, 0.0]
  var reader = try AudioReader(bed)
  var writer = try AudioWriter(track, codec: .flac, layout: .stereo)
  while mixer.position < total {
    let count = min(rate, total - mixer.position)
    var times = [clock()]
    let below = try reader.read(count)
    times.append(clock())
    let mixed = try mixer.next(count, bed: below)
    times.append(clock())
    try writer.write(mixed)
    times.append(clock())
    for part in 0..<3 {
      spent[part] += Double(times[part + 1] - times[part]) / Double(CLOCKS_PER_SEC)
    }
  }
  try writer.finish()
  var usage = rusage()
  getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
  print(spent.map { String(format: "%.2f", $0) }.joined(separator: " "), usage.ru_maxrss / 1024)
}

/// Noise that changes its loudness, because FLAC would make nothing of silence.
private func makeBed(_ path: String, length: Int) throws {
  var state: UInt32 = 1
  let block = (0..<2).map { _ in
    (0..<48_000).map { index -> Float in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(Int32(bitPattern: state)) / 2_147_483_648 * 0.1 + 0.2 * sin(Float(index) * 0.01)
    }
  }
  var writer = try AudioWriter(path, codec: .flac, layout: .stereo)
  for _ in 0..<length / 48_000 { try writer.write(block) }
  try writer.finish()
}
