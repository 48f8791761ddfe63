import Foundation
import Sound
import Testing

struct SpeechEdgesTests {
  static let lines = [
    ("en-us", "Four."), ("en-us", "He is here."), ("en-us", "She saw six ships."),
    ("en-us", "Thanks."), ("en-us", "Stop!"), ("en-us", "Half."), ("en-us", "What?"),
    ("de", "Frau."), ("de", "Schiff."), ("de", "Nichts."), ("es", "¿Quién sabe?"),
    ("fr", "Ils chuchotent."), ("ru", "Хорошо."), ("cmn", "谢谢。"), ("it", "Forse."),
    ("pt-br", "Peixes."), ("pl", "Cześć."), ("ja", "ふね。"), ("hi", "नमस्ते।"),
  ]

  @Test(arguments: lines)
  func paddingGoesAndSpeechStays(voice: String, text: String) throws {
    let speech = try Signals.speech(text, voice: voice)
    for noise in [nil, -66.0, -55.0] {
      for gain in [0, -12, -24, -36] {
        let (take, spoken) = padded(speech, noise: noise, gain: Double(gain))
        let edges = try speechEdges(of: take)
        let kept = edges.padded(in: take)
        #expect(loss(take, spoken, kept) < -30, "\(noise ?? -999) \(gain)")
        #expect(spoken.lowerBound - edges.start < take.rate / 20)
        #expect(edges.end - spoken.upperBound < take.rate / 20)
        #expect(edges.start >= 0 && edges.end <= take.samples.count && edges.start < edges.end)
      }
    }
  }

  @Test(arguments: lines)
  func aFaintEndIsKeptOverLoudNoise(voice: String, text: String) throws {
    let speech = try Signals.speech(text, voice: voice)
    let (take, spoken) = padded(speech, noise: -50, gain: 0)
    #expect(loss(take, spoken, try speechEdges(of: take).padded(in: take)) < -28)
  }

  @Test func espeakPaddingIsFoundAsItComes() throws {
    let take = try readWAV(Signals.run("espeak-ng", ["--stdout", "Good morning."]))
    let edges = try speechEdges(of: take)
    #expect(take.samples.count - edges.end > take.rate / 5)
    #expect(edges.start < take.rate / 50)
  }

  @Test func aClickIsNotSpeech() throws {
    let speech = try Signals.speech("Nobody asked.")
    var (take, spoken) = padded(speech, noise: nil, gain: 0)
    let loud = samplePeak(speech.samples)
    for index in 0..<12 { take.samples[1_000 + index] = 0.12 * loud }
    let edges = try speechEdges(of: take)
    #expect(edges.start > 3_000)
    spoken = edges.padded(in: take)
    #expect(spoken.lowerBound == edges.start - 265)
  }

  @Test func aConstantUnderTheSoundIsNotSpeech() throws {
    let (take, spoken) = padded(try Signals.speech("Nobody asked."), noise: nil, gain: 0)
    let shifted = Waveform(samples: take.samples.map { $0 + 0.1 }, rate: take.rate)
    #expect(try abs(speechEdges(of: shifted).start - spoken.lowerBound) < 1_000)
  }

  @Test func oneWordInALongPauseIsFound() throws {
    let word = try Signals.speech("Yes.")
    let pause = Signals.noise(decibels: -70, count: word.rate * 20)
    let take = Waveform(samples: pause + word.samples + pause, rate: word.rate)
    let edges = try speechEdges(of: take)
    #expect(abs(edges.start - pause.count) < word.rate / 20)
    #expect(abs(edges.end - pause.count - word.samples.count) < word.rate / 10)
  }

  @Test func silenceIsAnError() {
    #expect(throws: SilentTake.self) { try speechEdges(of: Waveform(samples: [], rate: 24_000)) }
    #expect(throws: SilentTake(level: -180)) {
      try speechEdges(of: Waveform(samples: [Float](repeating: 0, count: 9_000), rate: 24_000))
    }
    #expect("\(SilentTake(level: -90))".contains("-90 dB"))
  }

  @Test func strangeTakesDoNotCrash() {
    for count in [1, 2, 100, 480, 481, 5_000] {
      for sample: Float in [1, .nan, .infinity, .greatestFiniteMagnitude] {
        let take = Waveform(samples: [Float](repeating: sample, count: count), rate: 24_000)
        do { _ = try speechEdges(of: take) } catch { #expect("\(error)".contains("silence")) }
      }
    }
  }

  /// Speech with 250 ms before and 350 ms after it, then noise, then a gain in dB.
  private func padded(
    _ speech: Waveform, noise: Double?, gain: Double
  ) -> (take: Waveform, spoken: Range<Int>) {
    let (before, after) = (speech.rate / 4, speech.rate * 35 / 100)
    var samples =
      [Float](repeating: 0, count: before) + speech.samples + [Float](repeating: 0, count: after)
    if let noise {
      let added = Signals.noise(decibels: noise, count: samples.count)
      for index in samples.indices { samples[index] += added[index] }
    }
    let factor = Float(pow(10, gain / 20))
    return (
      Waveform(samples: samples.map { $0 * factor }, rate: speech.rate),
      before..<before + speech.samples.count
    )
  }

  /// Share of the speech's energy outside what is kept, in dB.
  private func loss(_ take: Waveform, _ spoken: Range<Int>, _ kept: Range<Int>) -> Double {
    let outside = spoken.filter { !kept.contains($0) }.map { take.samples[$0] }
    return 10 * log10(Signals.power(outside) / Signals.power(take.samples[spoken]) + 1e-9)
  }
}
