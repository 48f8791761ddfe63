public import Dubbing
import Engine

/// One spoken line in the result.
public struct LineReport: Codable, Sendable {
  public var language: String
  /// `17`, or `17-19` for a sentence of three cues.
  public var cue: String
  public var speaker: String?
  /// The worst of its pieces.
  public var verdict: String
  /// Speed against the voice's own, to three places; one for all pieces.
  public var rate: Double
  /// The part of it that was stretched, the voice having done the rest.
  public var stretch: Double
  public var levers: [Lever]
  /// Where the speech starts and ends, and how far its start is from its cue.
  public var startMs: Double
  public var endMs: Double
  public var onsetMs: Double
  /// While its subtitles are on screen.
  public var cueStartMs: Double
  public var cueEndMs: Double
  public var characters: Int
  /// Characters to cut so that this line and its neighbours fit, and what then is left; 0 and all where they do.
  public var cut: Int
  public var budget: Int
  /// Whether the times of its cue rather than its text look wrong: it would not fit at more than twice the speed.
  public var slotLooksBroken: Bool
  public var pieces: [PieceReport]
}

extension LineReport {
  /// What a person must know of a line that does not fit, or is in the way of another; nil where all is well.
  public var shortfall: String? {
    guard cut > 0 || verdict == Verdict.overruns.rawValue else { return nil }
    let how =
      "\((rate * 100).rounded() / 100)× and \(onsetMs < 0 ? "" : "+")\(Int(onsetMs.rounded())) ms from its cue"
    let what = verdict == Verdict.overruns.rawValue ? "overruns" : "presses on the next lines"
    return "\(language)/\(cue) \(what) (\(how)): \(remedy)"
  }

  private var remedy: String {
    if slotLooksBroken { return "check the times of its cue, which leave it no room" }
    if cut == 0 { return "its neighbours are too long" }
    return "cut \(cut) of \(characters) characters, \(budget) fit"
  }
}

/// The part of a line between two pauses.
public struct PieceReport: Codable, Sendable {
  public var verdict: String
  public var startMs: Double
  public var endMs: Double
  public var onsetMs: Double
  public var cueStartMs: Double
  public var cueEndMs: Double

  init(_ piece: Piece, _ fit: Fit) {
    verdict = fit.verdict.rawValue
    startMs = fit.start.roundedMilliseconds
    endMs = fit.end.roundedMilliseconds
    onsetMs = (fit.start - piece.slot.start).roundedMilliseconds
    cueStartMs = piece.slot.start.milliseconds
    cueEndMs = piece.slot.end.milliseconds
  }
}

/// A segment with what became of it.
struct FittedLine {
  var segment: Segment
  var line: Line
  var pacing: Pacing
  var pieces: [Piece]
  var fits: [Fit]
  /// Of the whole track, in percent.
  var tempo = 100
  var cut: Int

  /// The lines of a language, from the values of its voicing.
  static func all(
    _ segments: [Segment], _ lines: [Line], _ pacings: [Pacing], _ pieces: [Piece],
    _ plan: FitPlan, cuts: [Time]
  ) -> [FittedLine] {
    let cuts = zip(pieces, cuts).reduce(into: [Int: Time]()) {
      $0[$1.0.segment] = ($0[$1.0.segment] ?? .zero) + $1.1
    }
    var placed = Array(zip(pieces, plan.fits))[...]
    return segments.indices.map { i in
      let own = placed.prefix { $0.0.segment == i }
      placed = placed.dropFirst(own.count)
      return FittedLine(
        segment: segments[i], line: lines[i], pacing: pacings[i], pieces: own.map(\.0),
        fits: own.map(\.1), tempo: plan.tempo,
        cut: charactersToCut(
          from: segments[i].text, natural: pacings[i].natural, cut: cuts[i] ?? .zero))
    }
  }

  /// Which levers made it fit.
  var levers: [Lever] {
    var levers = [Lever.trim]
    let moved = zip(pieces, fits).contains { $1.start != $0.slot.start || $1.end > $0.slot.end }
    if moved { levers.append(.gaps) }
    if tempo != 100 { levers.append(.tempo) }
    if pacing.pace != line.pace { levers.append(.pace) }
    if length != pacing.length { levers.append(.stretch) }
    return levers
  }

  /// The worst of its pieces.
  var verdict: Verdict {
    let found = Set(fits.map(\.verdict))
    return Verdict.allCases.last { found.contains($0) } ?? .natural
  }

  var length: Time { fits.reduce(.zero) { $0 + $1.length } }
}

extension LineReport {
  init(language: String, _ fitted: FittedLine) {
    self.language = language
    cue = fitted.segment.label
    speaker = fitted.segment.speaker
    verdict = fitted.verdict.rawValue
    rate = ratio(fitted.pacing.natural, fitted.length)
    stretch = ratio(fitted.pacing.length, fitted.length)
    levers = fitted.levers
    pieces = zip(fitted.pieces, fitted.fits).map(PieceReport.init)
    startMs = pieces.first?.startMs ?? 0
    endMs = pieces.map(\.endMs).max() ?? 0
    onsetMs = pieces.first?.onsetMs ?? 0
    cueStartMs = fitted.segment.slot.start.milliseconds
    cueEndMs = fitted.segment.slot.end.milliseconds
    characters = fitted.segment.text.count
    cut = fitted.cut
    budget = characters - cut
    slotLooksBroken = fitted.fits.contains(where: \.slotLooksBroken)
  }
}

/// To three places.
private func ratio(_ a: Time, _ b: Time) -> Double {
  (Double(a.samples) / Double(max(1, b.samples)) * 1000).rounded() / 1000
}

extension Time {
  /// To the microsecond: a sample is 20.8.
  var roundedMilliseconds: Double { (milliseconds * 1000).rounded() / 1000 }
}
