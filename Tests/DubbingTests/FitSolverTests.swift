import Testing

@testable import Dubbing

/// Random numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Segments with the speech recorded for them.
struct Script {
  var segments: [Segment] = []
  var lengths: [Time] = []
  var pictureEnd = Time(seconds: 3600)

  /// `lines`: start and end of a slot and length of its speech, in milliseconds.
  init(_ lines: [(Int, Int, Int)], speakers: [String?] = [], pictureEnd: Int = 3_600_000) {
    for (i, line) in lines.enumerated() {
      let slot = Slot(start: Time(milliseconds: line.0), end: Time(milliseconds: line.1))
      segments.append(
        Segment(
          cue: i + 1, slot: slot, speaker: speakers.isEmpty ? nil : speakers[i],
          text: String(repeating: "a", count: max(1, line.2 / 70))))
      lengths.append(Time(milliseconds: line.2))
    }
    self.pictureEnd = Time(milliseconds: pictureEnd)
  }

  init(random: inout Seeded) {
    var lines: [(Int, Int, Int)] = []
    var speakers: [String?] = []
    var at = Int.random(in: 0...2000, using: &random)
    for _ in 0..<Int.random(in: 0...14, using: &random) {
      let slot = Int.random(in: 1...4000, using: &random)
      lines.append((at, at + slot, Int.random(in: 0...5000, using: &random)))
      speakers.append([nil, nil, "A", "B"].randomElement(using: &random)!)
      at = max(0, at + slot + Int.random(in: -slot...3000, using: &random))
    }
    self.init(
      lines, speakers: speakers, pictureEnd: max(0, at + Int.random(in: 1...6000, using: &random)))
  }

  var pieces: [Piece] {
    segments.indices.map {
      Piece(
        slot: segments[$0].slot, speaker: segments[$0].speaker ?? "", natural: lengths[$0],
        segment: $0)
    }
  }
  var plan: FitPlan { fit(pieces, pictureEnd: pictureEnd, constants: .onScreen) }
  var cuts: [Time] { shortening(of: pieces, pictureEnd: pictureEnd, constants: .onScreen) }

  /// Samples by which two segments may overlap.
  func allowed(_ i: Int, _ k: Int) -> Int {
    guard segments[i].speaker != segments[k].speaker else { return 0 }
    return max(0, (segments[i].slot.end - segments[k].slot.start).samples)
  }

  /// Whether speech at twice its speed, one line after the other, would end before the picture.
  var isPossible: Bool {
    lengths.reduce(0) { $0 + ($1.samples + 1) / 2 + 80 * 48 } <= pictureEnd.samples
  }
}

/// What holds for every film, tried on films no one would make.
@Suite struct FitPropertyTests {
  static let scripts: [Script] = {
    var random = Seeded(state: 2026)
    return (0..<300).map { _ in Script(random: &random) }
  }()

  @Test func speechNeverOverlapsMoreThanItsCues() {
    for script in Self.scripts {
      let fits = script.plan.fits
      for k in fits.indices {
        for i in 0..<k where (fits[i].end - fits[k].start).samples > script.allowed(i, k) {
          Issue.record("\(i) and \(k) of \(script)")
        }
      }
    }
  }

  @Test func nothingEndsAfterThePictureWhereThatIsPossible() {
    for script in Self.scripts where script.isPossible {
      #expect(script.plan.unfinished(at: script.pictureEnd).isEmpty, "\(script)")
    }
  }

  @Test func whatEndsAfterThePictureOverrunsAndIsNamed() {
    for script in Self.scripts {
      let plan = script.plan
      let late = plan.unfinished(at: script.pictureEnd)
      #expect(late.allSatisfy { plan.fits[$0].verdict == .overruns })
      for i in plan.fits.indices where plan.fits[i].end > script.pictureEnd {
        #expect(late.contains(i) || plan.fits[i].length == .zero)
      }
    }
  }

  @Test func nothingBeginsBeforeThePictureOrIsLongerThanItWasSpoken() {
    for script in Self.scripts {
      for (fit, natural) in zip(script.plan.fits, script.lengths) {
        #expect(fit.start >= .zero && fit.length <= natural && fit.natural == natural)
      }
    }
  }

  @Test func speechIsAtMostOneAndAHalfTimesAsFastUnlessThePictureEnds() {
    for var script in Self.scripts {
      #expect(script.plan.fits.allSatisfy { $0.rate <= 2 })
      script.pictureEnd = Time(seconds: 100_000)
      #expect(script.plan.fits.allSatisfy { $0.rate <= 1.5 })
    }
  }

  @Test func whereEveryLineFitsItsCueAllAreLeftAsTheyWereSpoken() {
    for var script in Self.scripts where !script.isDense {
      for (i, segment) in script.segments.enumerated() {
        let next = script.segments.dropFirst(i + 1).first?.slot.start ?? script.pictureEnd
        let room = min(segment.slot.end, next, script.pictureEnd) - segment.slot.start
        script.lengths[i] = max(.zero, room - Time(milliseconds: 80))
      }
      for (fit, segment) in zip(script.plan.fits, script.segments) where fit.natural > .zero {
        #expect(fit.verdict == .natural && fit.start == segment.slot.start && fit.rate == 1)
      }
    }
  }

  @Test func theVerdictSaysWhatWasDone() {
    for script in Self.scripts {
      for (fit, segment) in zip(script.plan.fits, script.segments) {
        let onset = (fit.start - segment.slot.start).milliseconds
        switch fit.verdict {
        case .natural: #expect(abs(onset) <= 40 && fit.rate <= 1.031)
        case .stretched: #expect(abs(onset) <= 40 && fit.rate > 1.029 && fit.rate <= 1.25)
        case .early: #expect(onset < -40 && onset >= -120 && fit.rate <= 1.25)
        case .late: #expect(onset > 40 && onset <= 250 && fit.rate <= 1.25)
        case .overruns:
          #expect(
            onset > 250 || onset < -120 || fit.rate > 1.25 || fit.end > script.pictureEnd)
        }
      }
    }
  }

  @Test func withEveryCutMadeEveryFilmFits() {
    for script in Self.scripts where !script.isCrowded {
      var short = script
      for (i, cut) in script.cuts.enumerated() { short.lengths[i] = short.lengths[i] - cut }
      #expect(short.plan.fits.allSatisfy { $0.verdict != .overruns }, "\(script)")
    }
  }
}

extension Script {
  /// Whether cues begin so close that there is no time for a pause.
  var isDense: Bool {
    let starts = segments.map(\.slot.start)
    return zip(starts, starts.dropFirst()).contains { $1 - $0 < Time(milliseconds: 80) }
  }

  /// Whether cues stand so close that not even silent lines would be in time.
  var isCrowded: Bool {
    var silent = self
    silent.lengths = lengths.map { _ in .zero }
    return silent.plan.fits.contains { $0.verdict == .overruns }
  }
}

@Suite struct FitTests {
  @Test func noLinesAreNoFits() {
    #expect(Script([]).plan.fits.isEmpty)
  }

  @Test func oneLineWithRoomIsNatural() {
    let fit = Script([(1000, 3000, 1500)]).plan.fits[0]
    #expect(fit.verdict == .natural)
    #expect(fit.start == Time(milliseconds: 1000) && fit.length == Time(milliseconds: 1500))
  }

  @Test func theGapAfterACueIsUsed() {
    let fits = Script([(1000, 2000, 1500), (4000, 5000, 500)]).plan.fits
    #expect(fits[0].end > Time(milliseconds: 2300) && fits[0].rate < 1.1)
    #expect(fits[1].verdict == .natural)
  }

  @Test func aLineThatIsALittleTooLongIsEarlyAndFastAndLeavesTheRestToTheNext() {
    let fits = Script([(1000, 2000, 1000), (2000, 3000, 500)]).plan.fits
    #expect(fits.allSatisfy { $0.rate < 1.06 && $0.verdict != .overruns })
    let tight = Script([(1000, 2000, 1250), (2000, 3000, 500)]).plan.fits
    #expect(tight[0].start < fits[0].start && tight[0].rate > fits[0].rate)
    #expect(tight[1].start > fits[1].start && tight.allSatisfy { $0.verdict != .overruns })
  }

  @Test func aLateLineDoesNotMoveOneAfterALongPause() {
    let crowd = [(0, 1000, 3000), (1000, 2000, 3000), (2000, 3000, 3000)]
    let fits = Script(crowd + [(20_000, 21_000, 900)]).plan.fits
    #expect(fits[2].verdict == .overruns)
    #expect(fits[3].start == Time(milliseconds: 20_000) && fits[3].verdict == .natural)
  }

  @Test func aThousandLinesAddUpToNoDrift() {
    let lines = (0..<1000).map { ($0 * 2000, $0 * 2000 + 1990, 1990) }
    let fits = Script(lines).plan.fits
    #expect(fits.enumerated().allSatisfy { abs($1.start.milliseconds - Double($0 * 2000)) <= 120 })
  }

  @Test func aLongLineJustBeforeTheEndIsFinishedAndOverruns() {
    let script = Script([(9800, 10_000, 3000)], pictureEnd: 10_000)
    let fit = script.plan.fits[0]
    #expect(fit.verdict == .overruns)
    #expect(fit.end <= script.pictureEnd && fit.rate <= 2)
  }

  @Test func theEndIsHeldAtTheCostOfTheLinesBeforeIt() {
    let lines = [(7000, 8500, 1400), (8600, 9700, 1000), (9800, 10_000, 3000)]
    let script = Script(lines, pictureEnd: 10_000)
    let fits = script.plan.fits
    #expect(fits.allSatisfy { $0.end <= script.pictureEnd })
    #expect(fits[1].end < fits[2].start && fits[0].end < fits[1].start)
  }

  @Test func whatCannotBeFinishedIsNamed() {
    let script = Script([(0, 500, 200), (1800, 2000, 30_000)], pictureEnd: 2000)
    let plan = script.plan
    #expect(plan.unfinished(at: script.pictureEnd) == [1])
    #expect(plan.fits[0].end < plan.fits[1].start)
  }

  @Test func twoSpeakersMayTalkAtOnceAsTheirCuesDo() {
    let script = Script(
      [(1000, 3000, 1900), (2000, 4000, 1900), (3100, 5000, 500)], speakers: ["A", "B", "A"])
    #expect(script.plan.fits.map(\.verdict) == [.natural, .natural, .natural])
  }

  @Test func aLongLineOfOneSpeakerKeepsHerOwnNextLineClear() {
    let script = Script(
      [(0, 9000, 8900), (1000, 2000, 900), (3000, 4000, 900)], speakers: ["A", "B", "A"])
    let fits = script.plan.fits
    #expect(fits[1].start == Time(milliseconds: 1000))
    #expect(fits[2].start > fits[0].end)
  }

  @Test func aThousandLinesAtOneTimeAreSaidOneAfterTheOther() {
    let fits = Script(Array(repeating: (1000, 2000, 1000), count: 1000)).plan.fits
    #expect(zip(fits, fits.dropFirst()).allSatisfy { $0.end < $1.start })
    #expect(fits.count { $0.verdict == .overruns } >= 998)
  }

  @Test func silenceFitsAnywhere() {
    let fits = Script([(0, 1000, 0), (1000, 2000, 0)]).plan.fits
    #expect(fits.allSatisfy { $0.verdict == .natural && $0.length == .zero })
  }

  @Test func offScreenAllowsMore() {
    let script = Script([(1000, 2000, 1900), (2000, 3000, 1200)])
    let offScreen = fit(script.pieces, pictureEnd: script.pictureEnd, constants: .offScreen)
    #expect(script.plan.fits.contains { $0.verdict == .overruns })
    #expect(offScreen.fits.allSatisfy { $0.verdict != .overruns })
  }

  @Test func aLectorBeginsASecondAfterTheCue() {
    let script = Script([(1000, 3000, 1800), (4000, 6000, 2000), (6100, 8000, 1900)])
    let fits = fit(script.pieces, pictureEnd: script.pictureEnd, constants: .lector).fits
    for (fit, segment) in zip(fits, script.segments) {
      let onset = (fit.start - segment.slot.start).milliseconds
      #expect(onset >= 700 && onset <= 2000 && fit.verdict != .overruns)
    }
    #expect(fits[0].start == Time(milliseconds: 2000) && fits[0].verdict == .natural)
  }

  @Test func aLineThatFitsNeedsNoCut() {
    let script = Script([(1000, 3000, 1500)])
    #expect(script.cuts == [.zero])
  }

  @Test func theLineThatIsTooLongIsCutAndNotItsNeighbour() {
    let script = Script([(0, 1000, 3000), (1000, 2500, 1000)])
    let cuts = script.cuts
    #expect(cuts[0] > .zero && cuts[1] == .zero)
  }
}
