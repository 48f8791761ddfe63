/// Decides when each piece of speech starts and how long it takes: the best plan for the whole
/// track at once.
///
/// Places are absolute: nothing accumulates. The plan is the least of all costs of `FitConstants`,
/// added up: being early, late, fast, past the end of the cue, and unlike the neighbours. Where all
/// can be in comfort, all are: no line is faster than `comfortableRate` or later than `late`;
/// elsewhere lines begin later and are spoken up to `highestRate`. Speech of one speaker never
/// overlaps, that of two no more than their cues do; none is ever cut. The end of the picture
/// holds: the last lines are spoken faster and begin earlier, up to twice their speed. What not
/// even that saves ends after the picture and is in `FitPlan.unfinished`.
///
/// Takes time in proportion to the number of pieces; the same pieces give the same plan.
///
/// - Parameters:
///   - pieces: in any order; pieces of one segment share one rate and need not be neighbours.
///   - pictureEnd: the end of the picture; nothing sounds after it.
/// - Returns: one fit a piece, in the same order.
public func fit(_ pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> FitPlan {
  let track = FitTrack(pieces, pictureEnd: pictureEnd, constants: constants)
  let problem = FitProblem(track)
  var solver = InteriorPoint(problem)
  solver.solve()
  var placement = FitPlacement(track, problem, solver.values)
  placement.keepApart()
  placement.holdEnd()
  return placement.plan()
}

/// The speed a whole track should be spoken at, in percent of the voice's own; 100 where lines need
/// no haste.
///
/// A constant tempo is not noticed, where lines that are each a little faster than their neighbours
/// are (the study, 6.4): the median of the planned rates is taken when it is above 105, in steps of
/// 5, so that an edit rarely changes it. Never more than 115, which still sounds like the same voice.
public func baseTempo(for pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> Int {
  let plan = fit(pieces, pictureEnd: pictureEnd, constants: constants)
  let rates = plan.fits.filter { $0.natural > .zero }.map(\.rate).sorted()
  guard !rates.isEmpty else { return constants.tempo }
  let median = Int((rates[rates.count / 2] * 100).rounded())
  return median > 105 ? min(median / 5 * 5, 115) : constants.tempo
}
