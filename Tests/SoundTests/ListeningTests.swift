import Foundation
import Sound
import Testing

/// Tracks are mixed, coded as AAC at 96 kb/s by ffmpeg, decoded, and listened to.
struct ListeningTests {
  static let lines = [
    "Stop!", "Ten boats came in.", "What did you see?", "Good morning.", "Open it.",
  ]
  static let places = [48_000, 192_000, 350_000, 480_000, 610_007]

  @Test func onsetsInAReplacedTrackAreHeardWithinTenMilliseconds() throws {
    let clips = try Self.lines.map(clip)
    let heard = try coded(mixed(clips, bed: [], envelope: nil))
    for (clip, place) in zip(clips, Self.places) {
      let late = try #require(self.onset(in: heard, of: clip, at: place))
      #expect(abs(late) < 480, "off by \(late) samples")
    }
  }

  @Test func knownClipsAreFoundOverADuckedBed() throws {
    let clips = try Self.lines.map(clip)
    let heard = try duckedTrack(clips)
    for (clip, place) in zip(clips, Self.places) {
      let near = place + 3_000
      let found = try #require(placement(of: clip, in: heard, near: near, reach: 4_800))
      #expect(abs(found.start - place) <= 48, "off by \(found.start - place) samples")
      #expect(found.likeness > 0.5)
    }
  }

  @Test func onsetsOverADuckedBedAreNeverHeardFarTooEarly() throws {
    let clips = try Self.lines.map(clip)
    let heard = try duckedTrack(clips)
    let found = zip(clips, Self.places).compactMap { onset(in: heard, of: $0, at: $1) }
    #expect(found.count >= 3)
    #expect(found.allSatisfy { $0 > -480 })
    #expect(found.sorted()[found.count / 2] < 960)
  }

  @Test func silenceHasNoOnsetAndNoClip() throws {
    let silence = Waveform(samples: [Float](repeating: 0, count: 48_000), rate: 48_000)
    let noise = Waveform(samples: Signals.noise(decibels: -30, count: 48_000), rate: 48_000)
    #expect(speechOnset(in: silence, near: 10_000) == nil)
    #expect(speechOnset(in: noise, near: 10_000) == nil)
    #expect(placement(of: silence, in: noise, near: 0, reach: 10) == nil)
    for near in [-90_000, 9_000, 47_999, 900_000] {
      #expect(speechOnset(in: noise, near: near) == nil)
      let found = placement(of: noise, in: silence, near: near, reach: 100)
      #expect(found?.likeness ?? 0 == 0)
    }
    let empty = Waveform(samples: [], rate: 48_000)
    #expect(speechOnset(in: empty, near: 0) == nil)
    #expect(placement(of: empty, in: empty, near: 0, reach: 0) == nil)
  }

  @Test func clipsAreFoundUnderABedTwelveDecibelsLouder() throws {
    let clips = try Self.lines.map(clip)
    // The music is at −20 dB, the clips are too.
    let bed = music(720_000).map { $0 * amplitude(decibels: 12) }
    let heard = try coded(mixed(clips, bed: bed, envelope: nil))
    for (clip, place) in zip(clips, Self.places) {
      let found = try #require(placement(of: clip, in: heard, near: place + 900, reach: 1_920))
      #expect(abs(found.start - place) <= 48, "off by \(found.start - place) samples")
      #expect(found.likeness > 0.15, "\(found.likeness)")
    }
  }

  @Test func aMissingClipIsUnlikeWhatIsThere() throws {
    let clips = try Self.lines.map(clip)
    let heard = try duckedTrack([])
    for clip in clips {
      for place in stride(from: 10_000, to: 600_000, by: 200_000) {
        let found = placement(of: clip, in: heard, near: place, reach: 1_920)
        #expect(found?.likeness ?? 0 < 0.1)
      }
    }
  }

  /// How late the onset is heard, in samples, against the edge found in the clip alone.
  private func onset(in heard: Waveform, of clip: Waveform, at place: Int) -> Int? {
    guard let edges = try? speechEdges(of: clip) else { return nil }
    let window = Waveform(
      samples: Array(heard.samples[(place - 9_600)..<(place + 28_800)]), rate: 48_000)
    return speechOnset(in: window, near: 9_600 + edges.start).map {
      $0.sample - 9_600 - edges.start
    }
  }

  /// A line at 48 kHz, stretched at espeak-ng's own rate, with 12 ms of padding.
  private func clip(_ text: String) throws -> Waveform {
    let take = try readWAV(Signals.run("espeak-ng", ["--stdout", text]))
    let kept = try speechEdges(of: take).padded(in: take)
    let length = Int(Double(kept.count) / 1.1)
    let clip = Waveform(
      samples: stretched(Array(take.samples[kept]), rate: take.rate, toLength: length),
      rate: take.rate)
    let bytes = try ffmpeg(writeWAV(clip, as: .float32), ["-ar", "48000"], to: "wav")
    return try readWAV(bytes)
  }

  private func duckedTrack(_ clips: [Waveform]) throws -> Waveform {
    let speech = zip(clips, Self.places).map { $1..<$1 + $0.samples.count }
    return try coded(mixed(clips, bed: music(720_000), envelope: GainEnvelope(speech: speech)))
  }

  private func mixed(_ clips: [Waveform], bed: [Float], envelope: GainEnvelope?) throws -> Waveform
  {
    let placed = zip(clips, Self.places).map { ClipPlacement(start: $1, length: $0.samples.count) }
    var mixer = TrackMixer(clips: placed, layout: .mono, envelope: envelope) {
      SamplesInMemory(clips[$0].samples)
    }
    return Waveform(samples: try mixer.next(720_000, bed: [bed])[0], rate: 48_000)
  }

  /// Chords that change, a beat every half second and some noise, at about −20 dB.
  private func music(_ count: Int) -> [Float] {
    let noise = Signals.noise(decibels: -34, count: count)
    return (0..<count).map { index in
      let time = Double(index) / 48_000
      let root = 110 * pow(2, Double(index / 96_000 % 5) / 12)
      let chord = [1, 1.26, 1.5, 2].reduce(0) { $0 + sin(2 * .pi * root * $1 * time) }
      let beat = exp(-Double(index % 24_000) / 2_400) * sin(2 * .pi * 80 * time)
      return Float(0.04 * chord + 0.15 * beat) + noise[index]
    }
  }

  private func coded(_ wave: Waveform) throws -> Waveform {
    let coded = try ffmpeg(
      writeWAV(wave, as: .float32), ["-c:a", "aac", "-b:a", "96k"], to: "adts")
    let decoded = try readWAV(ffmpeg(coded, ["-c:a", "pcm_f32le"], to: "wav"))
    // Bare AAC says nothing of the 1,024 samples its encoder begins with.
    return Waveform(samples: Array(decoded.samples.dropFirst(1_024)), rate: 48_000)
  }

  private func ffmpeg(_ bytes: [UInt8], _ options: [String], to format: String) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Signals.run(
      "ffmpeg", ["-nostdin", "-v", "error", "-i", file.path] + options + ["-f", format, "-"])
  }
}
