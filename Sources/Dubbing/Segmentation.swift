/// How cues become segments.
public enum SegmentationMode: String, Codable, CaseIterable, Hashable, Sendable {
  /// One take for a sentence that goes on over several cues, so that it is spoken in one breath.
  case sentence
  /// One take per cue, or per speaker where two share a cue.
  case cue
}

/// A cue that is not spoken, and why.
public struct UnspokenCue: Codable, Hashable, Sendable {
  public var cue: Int
  public var reason: NotSpoken
}

/// How far apart the cues of one sentence may be, and how long it may get.
///
/// Measured on 2,588 fragments: time-fit.md, section 6.3.
enum SentenceLimits {
  static let gap = Time(milliseconds: 600)
  static let length = Time(seconds: 12)
}

/// What will be spoken of some cues, in order of time, and what will not.
///
/// Cues are numbered from 1 in order of their starts. One without a length of its own lasts until the next starts, or as long
/// as its text is expected to take. Cues that start when the picture has ended cannot be heard.
///
/// - Parameter alone: labels of phrases that are never joined to others, because they have a take or a note of their own.
public func formSegments(
  of cues: [Cue], mode: SegmentationMode = .sentence, rules: SpokenTextRules = .all,
  names: Set<String> = [], alone: Set<String> = [], language: String, pictureEnd: Time
) -> (segments: [Segment], unspoken: [UnspokenCue]) {
  let numbered = numbered(cues)
  let cues = numbered.map(\.cue)
  let alone = alone.union(numbered.filter { $0.cue.note != nil }.map { "\($0.number)" })
  let known = names.union(speakerNames(in: cues))
  var segments: [Segment] = []
  var unspoken: [UnspokenCue] = []
  for (index, cue) in cues.enumerated() {
    guard cue.start < pictureEnd else {
      unspoken.append(UnspokenCue(cue: index + 1, reason: .afterPicture))
      continue
    }
    let spoken = spokenParts(of: cue.text, rules: rules, names: known, language: language)
    if let reason = spoken.reason {
      unspoken.append(UnspokenCue(cue: index + 1, reason: reason))
    }
    let next = cues[(index + 1)...].first { $0.start > cue.start }?.start
    let slot = slot(
      of: cue, text: spoken.parts.map(\.text).joined(), language: language, next: next)
    segments += parts(spoken.parts, of: cue, number: index + 1, slot: slot)
  }
  let inOrder = segments.enumerated().sorted {
    ($0.element.slot.start, $0.offset) < ($1.element.slot.start, $1.offset)
  }
  .map(\.element)
  guard mode == .sentence else { return (inOrder, unspoken) }
  return (joined(inOrder, alone: alone, language: Language(language)), unspoken)
}

/// Cues in order of their starts, counted from 1.
public func numbered(_ cues: [Cue]) -> [(number: Int, cue: Cue)] {
  cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
    .enumerated().map { ($0.offset + 1, $0.element.element) }
}

/// The time a cue may fill, never empty.
private func slot(of cue: Cue, text: String, language: String, next: Time?) -> Slot {
  let start = max(.zero, cue.start)
  guard cue.end <= start else { return Slot(start: start, end: cue.end) }
  let expected = start + SpeechRate.usual(language).length(of: text)
  return Slot(
    start: start, end: max(start + Time(milliseconds: 100), min(expected, next ?? expected)))
}

/// One segment a speaker, the slot shared in proportion to the texts.
private func parts(_ parts: [SpokenPart], of cue: Cue, number: Int, slot: Slot) -> [Segment] {
  let total = max(1, parts.reduce(0) { $0 + $1.text.count })
  var said = 0
  return parts.enumerated().map { index, part in
    let from = slot.start.samples + slot.length.samples * said / total
    said += part.text.count
    let to = slot.start.samples + slot.length.samples * said / total
    return Segment(
      cue: number, part: index + 1, slot: Slot(start: Time(samples: from), end: Time(samples: to)),
      speaker: parts.count > 1 ? part.speaker ?? cue.speaker : cue.speaker ?? part.speaker,
      text: part.text)
  }
}
