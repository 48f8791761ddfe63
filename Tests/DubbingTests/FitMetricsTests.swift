import Dubbing
import Foundation
import Testing

@Suite struct FitMetricsTests {
  /// A piece on a cue of two seconds.
  func piece(
    at start: Int, cue: Int? = nil, lasting length: Int = 1000, rate: Double = 1,
    speaker: String? = "a"
  ) -> SpokenPiece {
    let cue = cue ?? start
    return SpokenPiece(
      slot: Slot(start: Time(milliseconds: cue), end: Time(milliseconds: cue + 2000)),
      start: Time(milliseconds: start), length: Time(milliseconds: length),
      natural: Time(seconds: Double(length) / 1000 * rate), speaker: speaker)
  }

  @Test func percentilesLieBetweenTheirNeighbours() {
    let metrics = FitMetrics(of: (0...100).map { piece(at: $0 * 3000 + $0, cue: $0 * 3000) })
    #expect(metrics.onset.p50 == 50)
    #expect(metrics.onset.p95 == 95)
    #expect(metrics.onset.p99 == 99)
    #expect(metrics.onset.max == 100)
  }

  @Test func anEarlyStartCountsLikeALateOne() {
    let early = FitMetrics(of: [piece(at: 5000 - 90, cue: 5000)])
    let late = FitMetrics(of: [piece(at: 5000 + 90, cue: 5000)])
    #expect(early.onset == late.onset)
    #expect(early.onset.max == 90)
  }

  @Test func jitterIsTheStepBetweenNeighboursWithinTwoSeconds() {
    let near = FitMetrics(of: [piece(at: 0), piece(at: 2900, rate: 1.2)])
    #expect(abs(near.jitterMean - log(1.2)) < 1e-4)
    let far = FitMetrics(of: [piece(at: 0), piece(at: 3000, rate: 1.2)])
    #expect(far.jitterMean == 0)
  }

  @Test func oneSpeakerNeverTalksAtOnceWithThemselves() {
    let metrics = FitMetrics(of: [piece(at: 0), piece(at: 999), piece(at: 9000)])
    #expect(abs(metrics.overlapShare - 2.0 / 3) < 1e-9)
    #expect(metrics.badShare == metrics.overlapShare)
  }

  @Test func twoSpeakersMayTalkAtOnceAsLongAsTheirCuesDo() {
    let allowed = FitMetrics(of: [
      piece(at: 0, lasting: 2000), piece(at: 1500, lasting: 400, speaker: "b"),
    ])
    #expect(allowed.overlapShare == 0)
    let tooLong = FitMetrics(of: [
      piece(at: 0, lasting: 2600), piece(at: 1500, lasting: 1500, speaker: "b"),
    ])
    #expect(tooLong.overlapShare == 1)
  }

  @Test func fastLateOrOverlappingIsBad() {
    let metrics = FitMetrics(of: [
      piece(at: 0, rate: 1.26), piece(at: 10_251, cue: 10_000), piece(at: 20_250, cue: 20_000),
      piece(at: 30_000, rate: 1.25),
    ])
    #expect(metrics.badShare == 0.5)
    #expect(metrics.fastShare == 0.25)
  }

  @Test func isochronyIsSharedTimeOverAllTime() {
    #expect(FitMetrics(of: [piece(at: 0, lasting: 1000)]).isochrony == 0.5)
    #expect(FitMetrics(of: [piece(at: 1000, cue: 0, lasting: 2000)]).isochrony == 1.0 / 3)
    // Two cues at once are one time.
    let both = [piece(at: 0, lasting: 2000), piece(at: 0, lasting: 2000, speaker: "b")]
    #expect(FitMetrics(of: both).isochrony == 1)
  }

  @Test func anEmptyTrackMeasuresNothing() {
    let metrics = FitMetrics(of: [])
    #expect(metrics.rate.max == 0 && metrics.badShare == 0 && metrics.isochrony == 0)
  }

  @Test func theOrderOfPiecesChangesNothing() {
    let pieces = (0..<50).map { piece(at: $0 * 1700 % 31_000, rate: 1 + Double($0 % 7) / 20) }
    #expect(FitMetrics(of: pieces) == FitMetrics(of: pieces.reversed()))
  }
}
