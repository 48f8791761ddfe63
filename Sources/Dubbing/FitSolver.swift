/// The fits of one language, one a segment, in the same order.
public struct FitPlan: Codable, Hashable, Sendable {
  public var fits: [Fit]

  public init(fits: [Fit]) { self.fits = fits }
}

/// Decides when each segment starts and how long it takes.
///
/// Places are absolute: nothing accumulates. A line keeps its own speed while the time to the next line allows it; then it
/// begins up to `early` before its cue; then it is spoken faster, comfortably; then the next lines begin later; then it is spoken as
/// fast as `highestRate`. Speech never overlaps more than its cues do and is never cut. The end of the picture holds: the
/// last lines begin earlier, and at worst faster than `highestRate`, to end before it.
///
/// - Parameters:
///   - segments: in order of their slots.
///   - lengths: speech of each as recorded, without the silence around it.
public func fit(
  _ segments: [Segment], lengths: [Time], pictureEnd: Time, constants: FitConstants = .onScreen
) -> FitPlan {
  var spans = forward(segments, lengths, constants)
  holdEnd(&spans, segments, lengths, pictureEnd: pictureEnd.samples, constants)
  let fits = segments.indices.map { i in
    Fit(
      start: Time(samples: spans[i].start), length: Time(samples: spans[i].length),
      natural: lengths[i], verdict: verdict(spans[i], segments[i], lengths[i], constants))
  }
  return FitPlan(fits: fits)
}

private struct Span {
  var start: Int
  var length: Int
  var end: Int { start + length }
}

/// Samples that must lie between a segment's end and the next one's start; negative where two speakers talk at once.
private func pause(after segment: Segment, before next: Segment, _ constants: FitConstants) -> Int {
  let gap = (next.slot.start - segment.slot.end).samples
  if gap < 0, segment.speaker != next.speaker { return gap }
  return min(max(gap, constants.shortestPause * 48), constants.longestPause * 48)
}

/// From the first line to the last, each as near to its cue as the one before it lets it be.
private func forward(_ segments: [Segment], _ lengths: [Time], _ constants: FitConstants) -> [Span]
{
  var spans: [Span] = []
  var free = 0
  for (i, segment) in segments.enumerated() {
    let cue = segment.slot.start.samples
    let natural = lengths[i].samples
    let isLast = i + 1 == segments.count
    let gap = isLast ? 0 : pause(after: segment, before: segments[i + 1], constants)
    let limit = isLast ? Int.max / 2 : segments[i + 1].slot.start.samples - gap
    let earliest = max(free, cue - constants.early * 48, 0)
    let latestStart = max(earliest, max(cue, free))
    let comfortable = shortest(natural, rate: constants.comfortableRate)
    let fastest = shortest(natural, rate: constants.highestRate)
    // Slack the next line has before it overruns.
    let grace = isLast ? 0 : constants.late * 48 * 4 / 5
    var start = latestStart
    var length = natural
    if start + natural > limit {
      start = max(earliest, min(start, limit - natural))
      length = min(natural, max(comfortable, limit - start))
    }
    if start + length > limit + grace { length = min(length, max(fastest, limit + grace - start)) }
    spans.append(Span(start: start, length: length))
    free = max(free, spans[i].end + gap)
  }
  return spans
}

/// From the last line back, nothing sounds after the picture has ended.
private func holdEnd(
  _ spans: inout [Span], _ segments: [Segment], _ lengths: [Time], pictureEnd: Int,
  _ constants: FitConstants
) {
  var limit = pictureEnd
  for i in spans.indices.reversed() {
    guard spans[i].end > limit else { return }
    let fastest = shortest(lengths[i].samples, rate: constants.comfortableRate)
    let room = limit - spans[i].start
    spans[i].length = min(spans[i].length, max(fastest, room))
    spans[i].start = max(0, min(spans[i].start, limit - spans[i].length))
    if spans[i].end > limit {
      // Nothing before it is left: twice the speed is the last resort.
      spans[i].length = max(shortest(lengths[i].samples, rate: 200), limit - spans[i].start)
    }
    guard i > 0 else { return }
    limit = spans[i].start - pause(after: segments[i - 1], before: segments[i], constants)
  }
}

/// The length at a speed in percent, rounded up so that the speed is not exceeded.
private func shortest(_ natural: Int, rate: Int) -> Int { (natural * 100 + rate - 1) / rate }

private func verdict(
  _ span: Span, _ segment: Segment, _ natural: Time, _ constants: FitConstants
) -> Verdict {
  let onset = span.start - segment.slot.start.samples
  let isFast = span.length < shortest(natural.samples, rate: constants.comfortableRate)
  if isFast || onset > constants.late * 48 { return .overruns }
  if onset > constants.noticedOffset * 48 { return .late }
  if onset < -constants.noticedOffset * 48 { return .early }
  return span.length < shortest(natural.samples, rate: constants.noticedRate)
    ? .stretched : .natural
}

/// Characters to cut from a line so that it would fit comfortably; 0 where it does.
public func charactersToCut(from segment: Segment, fit: Fit, constants: FitConstants = .onScreen)
  -> Int
{
  guard fit.verdict == .overruns else { return 0 }
  let comfortable = fit.length.samples * constants.comfortableRate / 100
  let late = max(0, (fit.start - segment.slot.start).samples - constants.late * 48)
  let over = max(0, fit.natural.samples - comfortable) + late
  let share = Double(over) / Double(max(1, fit.natural.samples))
  return min(segment.text.count, max(1, Int((share * Double(segment.text.count)).rounded(.up))))
}
