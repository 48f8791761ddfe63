/// The decision for one piece: when its speech starts and how long it takes.
public struct Fit: Codable, Hashable, Sendable {
  /// First and last sample of audible speech; the padding kept around it lies outside.
  public var start: Time
  public var length: Time
  /// How long the speech lasts as it was recorded.
  public var natural: Time
  /// From the start of its cue until the next speech must begin, or the picture ends.
  public var room: Time
  public var verdict: Verdict

  public init(start: Time, length: Time, natural: Time, room: Time, verdict: Verdict) {
    self.start = start
    self.length = length
    self.natural = natural
    self.room = room
    self.verdict = verdict
  }

  public var end: Time { start + length }
  /// Whether the cue's times rather than its text are wrong: not even at 2.2 times its speed would
  /// it end before the next begins (29 of 5,679 cues of the study, all of them misaligned).
  public var slotLooksBroken: Bool { natural.samples * 10 > room.samples * 22 }
  /// Speed against the recording: 1.25 is a quarter faster.
  public var rate: Double { Double(natural.samples) / Double(max(1, length.samples)) }
}

/// The fits of one language, one a piece, in the same order.
public struct FitPlan: Codable, Hashable, Sendable {
  public var fits: [Fit]
  /// The speed of the whole track, in percent of the voice's own, from which lines only depart where they must.
  public var tempo: Int

  public init(fits: [Fit], tempo: Int = 100) {
    self.fits = fits
    self.tempo = tempo
  }

  /// Which fits, by index, cannot be spoken to their end before the picture ends; nearly always
  /// none.
  public func unfinished(at pictureEnd: Time) -> [Int] {
    fits.indices.filter { fits[$0].end > pictureEnd && fits[$0].length > .zero }
  }
}

/// How well a piece fits, in one word.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// At its own speed and at its own time.
  case natural
  /// At its own time, audibly faster.
  case stretched
  /// Begins before its cue.
  case early
  /// Begins after its cue, within the limit.
  case late
  /// Outside the comfort limits: too fast, too late or too early. The text is too long for its
  /// slot, or a neighbour's is.
  case overruns
}
