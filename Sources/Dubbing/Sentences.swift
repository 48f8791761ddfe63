/// Joins what one speaker says in successive cues into sentences, each spoken in one breath.
///
/// A sentence ends at its punctuation, at a gap of 0.6 s, at another speaker; one over 12 s is parted at its best cue boundary. A
/// script without punctuation is left as its cues are.
func joined(_ segments: [Segment], alone: Set<String>, language: Language) -> [Segment] {
  let end = SentenceEnd(language: language.primary)
  guard end.isPunctuated(segments.map(\.text)) else { return segments }
  let space = language.joinsWithoutSpaces ? "" : " "
  var sentences: [Segment] = []
  var open: [Segment] = []
  for segment in segments {
    if let last = open.last, !goesOn(last, segment, alone: alone, end: end) {
      sentences += parted(open).map { spoken($0, space: space) }
      open = []
    }
    open.append(segment)
  }
  return sentences + parted(open).map { spoken($0, space: space) }
}

/// Whether two neighbours are one sentence of one speaker.
private func goesOn(_ last: Segment, _ next: Segment, alone: Set<String>, end: SentenceEnd) -> Bool
{
  // Two unnamed speakers share a cue: who goes on in the next one is not known.
  let isShared = last.phrases[0].part > 1 || next.phrases[0].part > 1
  return last.speaker == next.speaker && !(isShared && last.speaker == nil)
    && last.phrases[0].cue != next.phrases[0].cue
    && next.slot.start - last.slot.end < SentenceLimits.gap
    && next.slot.end > last.slot.end
    && !alone.contains(last.label) && !alone.contains(next.label)
    && !end.ends(last.text, before: next.text)
}

/// A sentence as parts within the limit of length, cut after clauses where there are any.
private func parted(_ cues: [Segment]) -> [[Segment]] {
  var rest = cues[...]
  var parts: [[Segment]] = []
  while let first = rest.first {
    let within = rest.prefix { $0.slot.end - first.slot.start <= SentenceLimits.length }
    var count = max(1, within.count)
    if count < rest.count {
      let clause = within.lastIndex { SentenceEnd.isClause($0.text) }
      count = clause.map { $0 - rest.startIndex + 1 } ?? count
    }
    parts.append(Array(rest.prefix(count)))
    rest = rest.dropFirst(count)
  }
  return parts
}

private func spoken(_ cues: [Segment], space: String) -> Segment {
  Segment(
    phrases: cues.flatMap(\.phrases), speaker: cues.first?.speaker,
    text: cues.map(\.text).joined(separator: space))
}
