import Foundation
import Sound
import Testing

struct StretchTests {
  static let paces = [0.8, 0.9, 1.1, 1.25, 1.5, 2.0]

  @Test(arguments: paces)
  func lengthsAreExact(pace: Double) throws {
    let take = try Signals.speech("Six ships sailed south; nobody asked them why.")
    for count in [take.samples.count, 24_001, 1_500, 700, 40, 3, 1] {
      let length = Int((Double(count) / pace).rounded())
      let output = stretched(Array(take.samples.prefix(count)), rate: take.rate, toLength: length)
      #expect(output.count == length)
      #expect(output.allSatisfy { $0.isFinite && abs($0) <= 1.01 })
    }
  }

  @Test func equalLengthsChangeNothing() {
    let noise = Signals.noise(decibels: -20, count: 5_000)
    #expect(stretched(noise, rate: 24_000, toLength: 5_000) == noise)
  }

  @Test func anyLengthGivesAnAnswer() {
    for count in [0, 1, 15, 16, 17, 100, 2_000, 9_000] {
      for length in [-1, 0, 1, 2, 20, 1_999, 40_000] {
        let sound = Signals.noise(decibels: -20, count: count)
        #expect(stretched(sound, rate: 24_000, toLength: length).count == max(0, length))
      }
    }
    #expect(stretched([.nan, .infinity, 1], rate: 1, toLength: 2).count == 2)
    let broken = Signals.noise(decibels: -20, count: 9_000).map { $0 > 0.1 ? .nan : $0 }
    #expect(stretched(broken, rate: 8_000, toLength: 7_000).count == 7_000)
    #expect(
      stretched([Float](repeating: 0, count: 9_000), rate: 999, toLength: 7_000).count == 7_000)
  }

  @Test(arguments: paces, [1, 48, 240, 479])
  func clicksAtBothEdgesSurvive(pace: Double, fromEnd: Int) {
    var sound = [Float](repeating: 0, count: 48_000)
    (sound[0], sound[48_000 - fromEnd]) = (1, -1)
    let output = stretched(sound, rate: 48_000, toLength: Int(48_000 / pace))
    #expect(output[0] == 1)
    #expect(output.suffix(900).contains { $0 < -0.9 })
  }

  @Test(arguments: paces)
  func clicksAtBothEdgesOfSpeechSurvive(pace: Double) throws {
    var sound = try Signals.speech("Nobody asked them why.").samples
    let last = sound.count - 100
    (sound[0], sound[last]) = (2, -2)
    let output = stretched(sound, rate: 22_050, toLength: Int(Double(sound.count) / pace))
    #expect(output[0] == 2)
    #expect(output.suffix(441).contains { $0 < -1.8 })
  }

  @Test func anyRatioGivesAnAnswer() throws {
    let speech = try Signals.speech("Nobody asked.").samples
    for count in [1, 22, 1_300, speech.count] {
      let sound = Array(speech.prefix(count))
      for length in [max(1, count / 100), count * 100] {
        let output = stretched(sound, rate: 22_050, toLength: length)
        #expect(output.count == length)
        #expect(samplePeak(output) <= samplePeak(sound) * 1.01)
      }
    }
  }

  @Test func whatIsNoNumberBecomesSilence() throws {
    let speech = try Signals.speech("Nobody asked.").samples
    var (broken, silent) = (speech, speech)
    for index in stride(from: 500, to: speech.count, by: 700) {
      broken[index] = [.nan, .infinity, -.infinity][index % 3]
      silent[index] = 0
    }
    for length in [speech.count, speech.count * 4 / 5, speech.count * 6 / 5] {
      #expect(
        stretched(broken, rate: 22_050, toLength: length)
          == stretched(silent, rate: 22_050, toLength: length))
    }
  }

  @Test(arguments: paces)
  func thePitchStays(pace: Double) {
    for pitch in [90.0, 140, 220, 310] {
      let vowel = Signals.vowel(pitch: pitch, seconds: 1, rate: 24_000)
      let output = stretched(vowel, rate: 24_000, toLength: Int(24_000 / pace))
      let found = meanPitch(output, rate: 24_000, near: pitch)
      #expect(abs(found / pitch - 1) < 0.01, "\(pitch) Hz became \(found) Hz")
    }
  }

  @Test(arguments: paces.dropLast())  // at 2.0 half of the pulses have to go
  func eventsStayWithinEightMilliseconds(pace: Double) {
    // Single pulses cannot be hidden in a period, so each shows where its moment went.
    let rate = 24_000
    var sound = Signals.vowel(pitch: 120, seconds: 1.5, rate: rate).map { $0 * 0.1 }
    let moments = stride(from: 4_000, to: 34_000, by: 2_777)
    for moment in moments { for index in 0..<12 { sound[moment + index] += 1 } }
    let output = stretched(sound, rate: rate, toLength: Int(Double(sound.count) / pace))
    for moment in moments {
      let wanted = Int(Double(moment) / pace)
      let near = max(0, wanted - 720)..<min(output.count, wanted + 720)
      let found = near.max { output[$0] < output[$1] } ?? 0
      #expect(output[found] > 0.5, "the pulse at \(moment) is lost")
      #expect(abs(found - wanted) <= 8 * rate / 1000 + 12, "off by \(found - wanted) samples")
    }
  }

  @Test func theSameInputGivesTheSameSamples() throws {
    let take = try Signals.speech("Twice the same.")
    let lengths = [take.samples.count * 4 / 5, take.samples.count * 6 / 5]
    for length in lengths {
      let once = stretched(take.samples, rate: take.rate, toLength: length)
      #expect(stretched(take.samples, rate: take.rate, toLength: length) == once)
    }
  }

  @Test func loudnessStays() throws {
    let take = try Signals.speech("The water was higher than anyone remembered.")
    let before = Signals.power(take.samples) / Double(take.samples.count)
    for pace in Self.paces {
      let length = Int(Double(take.samples.count) / pace)
      let output = stretched(take.samples, rate: take.rate, toLength: length)
      let change = 10 * log10(Signals.power(output) / Double(length) / before)
      #expect(abs(change) < 0.8, "\(change) dB at \(pace)")
    }
  }

  /// Mean pitch by autocorrelation in 40 ms frames, interpolated between samples.
  private func meanPitch(_ sound: [Float], rate: Int, near: Double) -> Double {
    var found: [Double] = []
    let lags = Int(Double(rate) / near * 0.7)...Int(Double(rate) / near * 1.4)
    for start in stride(from: 2_000, to: sound.count - 3_000, by: 2_000) {
      let likeness = lags.map { lag in
        (0..<960).reduce(0.0) { $0 + Double(sound[start + $1] * sound[start + $1 + lag]) }
      }
      guard let top = likeness.indices.max(by: { likeness[$0] < likeness[$1] }), top > 0,
        top + 1 < likeness.count
      else { continue }
      let (left, middle, right) = (likeness[top - 1], likeness[top], likeness[top + 1])
      let shift = 0.5 * (left - right) / (left - 2 * middle + right)
      found.append(Double(rate) / (Double(lags.lowerBound + top) + shift))
    }
    return found.sorted()[found.count / 2]
  }
}
