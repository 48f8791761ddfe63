import Sound
import Testing

struct GainEnvelopeTests {
  let speech = [480_000..<528_000, 624_000..<672_000]

  @Test func theFullDepthIsReachedBeforeTheFirstSound() {
    let envelope = GainEnvelope(speech: speech)
    for sample in stride(from: 480_000 - 4_800, through: 528_000 + 11_999, by: 97) {
      #expect(envelope.decibels(at: sample) == -15)
    }
  }

  @Test func farFromSpeechNothingIsLowered() {
    let envelope = GainEnvelope(speech: speech)
    #expect(envelope.decibels(at: 0) == 0)
    #expect(envelope.decibels(at: 480_000 - 12_000) == 0)
    #expect(envelope.decibels(at: 528_000 + 36_000) == 0)
    #expect(envelope.decibels(at: 480_000 - 8_400) == -7.5)
    #expect(GainEnvelope(speech: []).gains(from: 5, count: 3) == [1, 1, 1])
  }

  @Test func gapsUnderASecondStayDown() {
    let near = GainEnvelope(speech: [0..<48_000, 95_999..<140_000])
    let far = GainEnvelope(speech: [0..<48_000, 96_000..<140_000])
    #expect((48_000..<96_000).allSatisfy { near.decibels(at: $0) == -15 })
    #expect(far.decibels(at: 84_000) == 0)
  }

  @Test func orderOverlapAndEmptyIntervalsDoNotMatter() {
    let tidy = GainEnvelope(speech: [480_000..<672_000])
    let untidy = GainEnvelope(speech: [
      600_000..<672_000, 9_000..<9_000, 480_000..<650_000, 500_000..<510_000,
    ])
    #expect(
      tidy.gains(from: 440_000, count: 300_000) == untidy.gains(from: 440_000, count: 300_000))
  }

  @Test func blocksOfAnySizeGiveTheSameGains() {
    let envelope = GainEnvelope(speech: speech)
    let whole = envelope.gains(from: 400_000, count: 350_000)
    var pieces: [Float] = []
    while pieces.count < 350_000 {
      let count = min(4_099, 350_000 - pieces.count)
      pieces += envelope.gains(from: 400_000 + pieces.count, count: count)
    }
    #expect(pieces == whole)
    for offset in stride(from: 0, to: 350_000, by: 1_001) {
      let expected = amplitude(decibels: envelope.decibels(at: 400_000 + offset))
      #expect(abs(whole[offset] - expected) < 1e-6)
    }
  }

  @Test func theSlopeIsGentle() {
    let envelope = GainEnvelope(speech: speech)
    for sample in stride(from: 460_000, to: 600_000, by: 480) {
      let step = envelope.decibels(at: sample + 480) - envelope.decibels(at: sample)
      #expect(abs(step) <= 1.6)  // 160 dB/s over 10 ms
    }
  }
}
