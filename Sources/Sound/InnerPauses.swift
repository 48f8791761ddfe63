/// The silences inside the speech of a take, in samples from its first one, ascending.
///
/// Judged like the edges: below the level at which speech begins in this take, for `shortest` samples or more.
public func innerPauses(of take: Waveform, between edges: SpeechEdges, shortest: Int)
  -> [Range<Int>]
{
  let hop = take.count(milliseconds: 5)
  let levels = levels(of: withoutOffset(take.samples), window: 2 * hop, hop: hop)
  let low = SpeechThresholds(levels).low
  var pauses: [Range<Int>] = []
  var start: Int?
  let inner = max(0, edges.start / hop)..<min(levels.count, max(edges.start, edges.end) / hop)
  for index in inner {
    if levels[index] <= low {
      start = start ?? index
    } else if let from = start {
      // A window is two hops long: what it holds begins a hop after its own start.
      let pause = min(edges.end, from * hop + hop)..<max(from * hop + hop, index * hop + hop)
      if pause.count >= shortest { pauses.append(pause) }
      start = nil
    }
  }
  return pauses
}
