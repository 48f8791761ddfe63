import Sound
import Testing

struct TrackMixerTests {
  private func clip(_ length: Int, _ seed: UInt64) -> [Float] {
    Signals.noise(decibels: -20, count: length, seed: seed)
  }

  private func mix(
    _ clips: [ClipPlacement], _ sounds: [[Float]], layout: VoiceLayout = .mono, length: Int,
    block: Int
  ) throws -> [[Float]] {
    var mixer = TrackMixer(clips: clips, layout: layout) { SamplesInMemory(sounds[$0]) }
    var track = [[Float]](repeating: [], count: layout.channels)
    while mixer.position < length {
      let next = try mixer.next(min(block, length - mixer.position))
      for channel in track.indices { track[channel] += next[channel] }
    }
    return track
  }

  private func unfaded(_ start: Int, _ length: Int) -> ClipPlacement {
    ClipPlacement(start: start, length: length, fadeIn: 0, fadeOut: 0)
  }

  @Test func clipsApartAreCopiedBitForBit() throws {
    let sounds = [clip(700, 1), clip(900, 2)]
    let track = try mix(
      [unfaded(2_000, 700), unfaded(100, 900)], sounds, length: 3_000, block: 256)[0]
    #expect(Array(track[2_000..<2_700]) == sounds[0])
    #expect(Array(track[100..<1_000]) == sounds[1])
    #expect(Signals.power(track[..<100]) + Signals.power(track[1_000..<2_000]) == 0)
  }

  @Test func theSizeOfBlocksChangesNothing() throws {
    let sounds = (1...5).map { clip(1_000, $0) }
    let clips = (0..<5).map { ClipPlacement(start: $0 * 300, length: 1_000, gain: 0.7) }
    let once = try mix(clips, sounds, layout: .stereo, length: 4_000, block: 4_000)
    for block in [1, 7, 480, 1_024] {
      #expect(try mix(clips, sounds, layout: .stereo, length: 4_000, block: block) == once)
    }
  }

  @Test func oldBlocksLeaveNothingInNewOnes() throws {
    let sounds = (1...3).map { clip(700, $0) }
    let clips = (0..<3).map { ClipPlacement(start: $0 * 1_500, length: 700, pan: 40) }
    let bed = [[Float]](repeating: clip(5_000, 9), count: 2)
    let open = { (index: Int) in SamplesInMemory(sounds[index]) }
    var fresh = TrackMixer(clips: clips, layout: .stereo, open: open)
    let once = try fresh.next(5_000, bed: bed)
    var reused = TrackMixer(clips: clips, layout: .stereo, open: open)
    var block = [[Float]](repeating: [5, 5, 5], count: 7)
    var pieces: [[Float]] = [[], []]
    for count in [1_000, 300, 0, 1_000, 2_700] {
      let from = reused.position
      try reused.next(count, bed: bed.map { Array($0[from..<from + count]) }, into: &block)
      for channel in 0..<2 { pieces[channel] += block[channel] }
    }
    #expect(pieces == once)
    #expect(reused.peak == fresh.peak)
  }

  @Test func whatLiesBeforeThePictureIsNotHeard() throws {
    let sound = clip(500, 3)
    let track = try mix([unfaded(-200, 500)], [sound], length: 400, block: 64)[0]
    #expect(Array(track[..<300]) == Array(sound[200...]))
  }

  static let surround = VoiceLayout(
    channels: 6, centre: 2, sides: .init(left: 0, right: 1))

  @Test(arguments: [VoiceLayout.mono, .stereo, surround], [-100, -30, 0, 55, 100])
  func theVoiceIsEquallyLoudInEveryLayoutFromEverywhere(layout: VoiceLayout, pan: Int) throws {
    let sound = clip(100, 4)
    var placed = unfaded(0, 100)
    placed.pan = pan
    let track = try mix([placed], [sound], layout: layout, length: 100, block: 50)
    let power = track.reduce(0) { $0 + Signals.power($1) }
    #expect(abs(power / Signals.power(sound) - 1) < 1e-5)
  }

  @Test func aVoiceInTheMiddleIsTheCentresAloneOrBothSides() throws {
    let sound = clip(100, 4)
    let surround = try mix(
      [unfaded(0, 100)], [sound], layout: Self.surround, length: 100, block: 50)
    #expect(surround[2] == sound)
    #expect(surround.indices.allSatisfy { $0 == 2 || Signals.power(surround[$0]) == 0 })
    let stereo = try mix([unfaded(0, 100)], [sound], layout: .stereo, length: 100, block: 50)
    #expect(stereo[0] == stereo[1])
    let side = Float(0.5).squareRoot()
    #expect(zip(stereo[0], sound).allSatisfy { abs($0 - $1 * side) < 1e-6 })
  }

  @Test func aPannedVoiceIsBetweenTheCentreAndItsSide() throws {
    var placed = unfaded(0, 100)
    placed.pan = -30
    let track = try mix([placed], [clip(100, 4)], layout: Self.surround, length: 100, block: 50)
    let powers = track.map(Signals.power)
    #expect(powers[2] > powers[0] && powers[0] > 0)
    #expect(powers[1] == 0 && powers[3...].allSatisfy { $0 == 0 })
  }

  @Test func clipsFadeInsideTheirOwnLength() throws {
    let track = try mix(
      [ClipPlacement(start: 0, length: 2_000, gain: 0.5)], [[Float](repeating: 1, count: 2_000)],
      length: 2_000, block: 512)[0]
    #expect(track[0] < 1e-4 && track[1_999] < 1e-4)
    #expect(abs(track[119] + track[120] - 0.5) < 1e-6)
    #expect(track[240..<1_424].allSatisfy { $0 == 0.5 })
  }

  @Test func theBedIsLoweredAndTheVoiceIsNot() throws {
    let envelope = GainEnvelope(speech: [50_000..<60_000])
    var mixer = TrackMixer(
      clips: [unfaded(50_000, 10_000)], layout: .stereo, envelope: envelope
    ) { _ in SamplesInMemory([Float](repeating: 0.25, count: 10_000)) }
    let bed = [[Float]](repeating: [Float](repeating: 0.5, count: 60_000), count: 2)
    let track = try mixer.next(60_000, bed: bed)
    let low = 0.5 * amplitude(decibels: -15)
    #expect(track[0][0] == 0.5 && track[0][49_999] == low)
    #expect(abs(track[1][55_000] - low - 0.25 * Float(0.5).squareRoot()) < 1e-6)
    #expect(mixer.peak == 0.5)
  }

  @Test func aShortBedEndsInSilence() throws {
    var mixer = TrackMixer(clips: [], layout: .stereo) { _ in SamplesInMemory([]) }
    #expect(try mixer.next(3, bed: [[1, 1]]) == [[1, 1, 0], [0, 0, 0]])
  }

  @Test func aClipThatEndsEarlyIsAnError() {
    #expect(throws: MixError.clipEndsEarly(clip: 0, missing: 3)) {
      try mix([unfaded(0, 10)], [clip(7, 1)], length: 20, block: 20)
    }
  }

  @Test func aFailureToOpenIsPassedOn() {
    struct Gone: Error {}
    var mixer = TrackMixer(clips: [unfaded(0, 10)], layout: .mono) { _ in throw Gone() }
    #expect(throws: Gone.self) { try mixer.next(20) }
  }

  @Test func eachSampleIsReadOnceAndOnlySoundingClipsAreOpen() throws {
    let counter = Counter()
    let clips = (0..<2_000).map { ClipPlacement(start: $0 * 900, length: 1_000) }
    var mixer = TrackMixer(clips: clips.reversed(), layout: .mono) { _ in
      CountedSource(counter: counter, left: 1_000)
    }
    while mixer.position < 1_810_000 { _ = try mixer.next(1_000) }
    #expect(counter.opened == 2_000)
    #expect(counter.read == 2_000 * 1_000)
    #expect(counter.most <= 3)
    #expect(counter.open == 0)
  }
}

/// What the mixer did with its sources.
private final class Counter {
  var (opened, open, most, read) = (0, 0, 0, 0)
}

private final class CountedSource: ClipSource {
  let counter: Counter
  var left: Int

  init(counter: Counter, left: Int) {
    (self.counter, self.left) = (counter, left)
    counter.opened += 1
    counter.open += 1
    counter.most = max(counter.most, counter.open)
  }
  deinit { counter.open -= 1 }

  func read(_ count: Int) -> [Float] {
    counter.read += count
    left -= count
    return [Float](repeating: 0.1, count: count)
  }
}
