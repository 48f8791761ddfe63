import Testing

@testable import Dubbing

/// Films whose segments have several pieces, spoken by up to three speakers.
private func films(_ count: Int, speakers: Int) -> [[Piece]] {
  var random = Seeded(state: 11)
  return (0..<count).map { _ in
    var pieces: [Piece] = []
    var at = 500
    for segment in 0..<Int.random(in: 1...8, using: &random) {
      let speaker = "\(Int.random(in: 0..<speakers, using: &random))"
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let slot = Int.random(in: 300...3000, using: &random)
        let natural = slot * Int.random(in: 50...150, using: &random) / 100
        pieces.append(piece(at, at + slot, natural, speaker, segment))
        at += slot + Int.random(in: 0...400, using: &random)
      }
      if speakers > 1 { at -= Int.random(in: 0...1500, using: &random) }
      at = max(0, at)
    }
    return pieces
  }
}

private func piece(
  _ start: Int, _ end: Int, _ natural: Int, _ speaker: String = "A", _ segment: Int = 0
) -> Piece {
  Piece(
    slot: Slot(start: Time(milliseconds: start), end: Time(milliseconds: end)), speaker: speaker,
    natural: Time(milliseconds: natural), segment: segment)
}

private let far = Time(seconds: 100_000)

private func plan(_ pieces: [Piece], _ constants: FitConstants = .onScreen) -> [Fit] {
  fit(pieces, pictureEnd: far, constants: constants).fits
}

@Suite struct FitPieceTests {
  @Test(arguments: [1, 3]) func piecesOfOneSegmentShareOneRate(speakers: Int) {
    for pieces in films(60, speakers: speakers) {
      let fits = plan(pieces)
      for segment in Set(pieces.map(\.segment)) {
        let own = fits.indices.filter { pieces[$0].segment == segment }
        let rates = own.map { fits[$0].rate }
        #expect((rates.max() ?? 1) - (rates.min() ?? 1) < 3e-4, "\(rates)")
      }
    }
  }

  @Test func aSegmentScatteredOverTheFilmHasOneRateTooAndNothingOverlaps() {
    var pieces = (0..<60).map { piece($0 * 1000, $0 * 1000 + 900, 700, "A", $0 + 1) }
    for i in [0, 20, 40] { pieces[i].segment = 0 }
    pieces[20].natural = Time(milliseconds: 1300)
    let fits = plan(pieces)
    #expect(fits[20].rate > 1.1 && abs(fits[0].rate - fits[20].rate) < 3e-4)
    #expect(zip(fits, fits.dropFirst()).allSatisfy { $0.end <= $1.start })
  }

  @Test func theOrderOfThePiecesDoesNotMatter() {
    var random = Seeded(state: 5)
    for pieces in films(20, speakers: 3) {
      let order = pieces.indices.sorted {
        (pieces[$0].slot.start, $0) < (pieces[$1].slot.start, $1)
      }
      guard Set(pieces.map(\.slot.start)).count == pieces.count else { continue }
      let shuffled = order.shuffled(using: &random)
      #expect(plan(shuffled.map { pieces[$0] }) == shuffled.map { plan(pieces)[$0] })
    }
  }

  @Test func aFasterTempoIsTheRateOfEveryLineThatIsNotPressed() {
    var constants = FitConstants.onScreen
    constants.tempo = 110
    let fits = plan([piece(1000, 3000, 1500), piece(5000, 7000, 1800, "A", 1)], constants)
    #expect(fits.allSatisfy { abs($0.rate - 1.1) < 1e-3 && $0.verdict == .natural })
  }

  @Test func theBaseTempoRisesWhereMostLinesArePressedAndIsNeverAbove115() {
    let dense = (0..<50).map { piece($0 * 2000, $0 * 2000 + 2000, 2250, "A", $0) }
    let sparse = (0..<50).map { piece($0 * 2000, $0 * 2000 + 2000, 1500, "A", $0) }
    let tempo = baseTempo(for: dense, pictureEnd: far, constants: .onScreen)
    #expect(tempo > 105 && tempo <= 115)
    #expect(baseTempo(for: sparse, pictureEnd: far, constants: .onScreen) == 100)
    #expect(baseTempo(for: [], pictureEnd: far, constants: .onScreen) == 100)
  }

  @Test func brokenSlotsAreToldFromLongLines() {
    let fits = plan([
      piece(0, 1000, 3000), piece(1000, 3000, 2700, "A", 1), piece(3100, 5000, 900, "A", 2),
    ])
    #expect(fits.map(\.slotLooksBroken) == [true, false, false])
  }

  @Test func crowdsOfSpeakersKeepTheirDistance() {
    var random = Seeded(state: 3)
    let pieces = (0..<1500).map { i in
      let start = Int.random(in: 0...20_000, using: &random)
      let length = Int.random(in: 0...9000, using: &random)
      return piece(start, start + length, Int.random(in: 0...9000, using: &random), "\(i % 40)", i)
    }
    let fits = plan(pieces)
    for k in pieces.indices {
      for i in 0..<k {
        let isFirst = (pieces[i].slot.start, i) < (pieces[k].slot.start, k)
        let (a, b) = isFirst ? (i, k) : (k, i)
        let shared = max(0, (pieces[a].slot.end - pieces[b].slot.start).samples)
        let allowed = pieces[a].speaker == pieces[b].speaker ? 0 : shared
        let overlap = (fits[a].end - fits[b].start).samples
        if overlap > allowed { Issue.record("\(overlap) of \(allowed) samples") }
      }
    }
  }

  @Test func timesThatMakeNoSenseStillGiveAPlan() {
    let odd = [
      piece(5000, 1000, 800), piece(0, 0, 0), piece(0, 0, 4000, "B", 1), piece(-4000, -3000, 500),
      piece(1_000_000_000, 1_000_000_001, 90_000_000, "B", 2), piece(5000, 5000, -20, "A", 3),
    ]
    let plan = fit(odd, pictureEnd: Time(milliseconds: -5), constants: .lector)
    #expect(plan.fits.count == odd.count && plan.fits.allSatisfy { $0.start >= .zero })
  }
}
