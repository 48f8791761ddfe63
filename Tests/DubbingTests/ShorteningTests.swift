import Testing

@testable import Dubbing

@Suite struct ShorteningTests {
  /// Crowded dialogue of one speaker.
  static let scripts: [Script] = {
    var random = Seeded(state: 77)
    return (0..<60).map { _ in
      var at = 1000
      let lines = (0..<Int.random(in: 2...20, using: &random)).map { _ in
        let slot = Int.random(in: 600...4000, using: &random)
        defer { at += slot + Int.random(in: 0...300, using: &random) }
        return (at, at + slot, slot * Int.random(in: 80...200, using: &random) / 100)
      }
      return Script(lines)
    }
  }()

  private func overruns(_ script: Script, without cuts: [Time]) -> Int {
    var short = script
    short.lengths = zip(script.lengths, cuts).map { $0 - $1 }
    return short.plan.fits.count { $0.verdict == .overruns }
  }

  @Test func withItsCutsEverythingFits() {
    for script in Self.scripts { #expect(overruns(script, without: script.cuts) == 0) }
  }

  @Test func withATwentiethLessCutSomethingOverruns() {
    for script in Self.scripts {
      let cuts = script.cuts
      // Under a tenth of a second, what is left lies within the tolerances.
      guard cuts.reduce(.zero, +) > Time(milliseconds: 2000) else { continue }
      let fewer = cuts.map { Time(samples: $0.samples * 19 / 20) }
      #expect(overruns(script, without: fewer) > 0)
    }
  }

  @Test func aFilmThatFitsIsNotCut() {
    for script in Self.scripts
    where overruns(script, without: script.lengths.map { _ in .zero }) == 0 {
      #expect(script.cuts.allSatisfy { $0 == .zero })
    }
  }

  @Test func theCutIsSpreadOverLinesThatAreTooLongByAsMuch() {
    let script = Script((0..<4).map { ($0 * 2000, $0 * 2000 + 2000, 3200) } + [(8000, 8400, 300)])
    let cuts = script.cuts.prefix(4).map(\.seconds)
    #expect(cuts.allSatisfy { $0 > 0.3 && $0 < 1.2 }, "\(cuts)")
  }

  @Test func aLineThatGoesOnAfterThePictureIsCut() {
    let script = Script([(8000, 9800, 3000)], pictureEnd: 10_000)
    let left = script.lengths[0] - script.cuts[0]
    #expect(script.cuts[0] > .zero && left.seconds > 2.3)
    #expect(overruns(script, without: script.cuts) == 0)
  }

  @Test(arguments: [(100, 10, 1, 10), (100, 1000, 333, 34), (81, 1000, 0, 0), (5, 10, 10, 5)])
  func charactersAreCutInProportionRoundedUp(length: Int, natural: Int, cut: Int, expected: Int) {
    let text = String(repeating: "a", count: length)
    let characters = charactersToCut(
      from: text, natural: Time(milliseconds: natural), cut: Time(milliseconds: cut))
    #expect(characters == expected)
  }
}
