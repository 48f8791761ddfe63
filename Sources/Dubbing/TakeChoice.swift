/// What a person decided about the take of one line.
///
/// The line is found again by its words, so that renumbering and retiming a subtitle file changes no choice.
public struct TakeChoice: Codable, Hashable, Sendable {
  /// The line's label when it was chosen, `17`.
  public var line: String
  /// When the line started.
  public var at: Time
  /// The words of the subtitle.
  public var text: String
  /// Which of several lines with the same words, from 1.
  public var occurrence: Int
  public var decision: Decision
  /// What was decided before it was locked, which unlocking goes back to; nil for nothing.
  public var before: Decision?
  /// What a locked take says, where that is not `text`: figures spelt out, words of a lexicon, words from before an edit.
  public var spoken: String?

  public enum Decision: Codable, Hashable, Sendable {
    /// The take with this number, from 1.
    case pick(Int)
    /// The take with this key and no other, whatever becomes of the line.
    case lock(String)
    /// A recording, by its path beside the pipeline file.
    case recording(String)
  }

  public init(_ decision: Decision, for segment: Segment, occurrence: Int) {
    line = segment.label
    at = segment.slot.start
    text = segment.text
    self.occurrence = occurrence
    self.decision = decision
  }

  /// Whether it holds for a line whose words have changed.
  var outlivesEdits: Bool {
    if case .pick = decision { return false }
    return true
  }
}

/// Which choice is whose.
public struct MatchedChoices: Hashable, Sendable {
  /// Choices by the index of their segment.
  public var bySegment: [Int: TakeChoice] = [:]
  /// Locked and recorded lines whose words are not those of their take any more.
  public var stale: Set<Int> = []
  /// Choices whose words are nobody's any more.
  public var lost: [TakeChoice] = []
  /// Lines that several have the words of, and whose time no choice has: they were told apart by their order alone.
  public var unsure: Set<Int> = []

  /// How far a locked line may have moved and still be at the time it was.
  private static let near = Time(milliseconds: 500)

  /// Finds each choice its line: by its words, and by its time where there are several of them; a lock whose words are
  /// gone, where time, label and likeness of the words say that it is the same line. The take of a line that was removed
  /// must not be heard in another.
  public init(_ choices: [TakeChoice], in segments: [Segment]) {
    let places = Dictionary(grouping: segments.indices) { segments[$0].text }
    let shift = Self.shift(of: choices, places, segments)
    var left: [TakeChoice] = []
    for (text, alike) in Dictionary(grouping: choices, by: \.text) {
      left += assign(alike, to: places[text] ?? [], segments, shift)
    }
    for choice in left.sorted(by: { ($0.at, $0.occurrence) < ($1.at, $1.occurrence) }) {
      guard choice.outlivesEdits, let index = nearest(to: choice, in: segments) else {
        lost.append(choice)
        continue
      }
      bySegment[index] = choice
      stale.insert(index)
    }
  }

  /// How much later the lines with a choice are that no other has the words of.
  private static func shift(
    of choices: [TakeChoice], _ places: [String: [Int]], _ segments: [Segment]
  ) -> Time {
    let shifts = Dictionary(grouping: choices, by: \.text).compactMap { text, alike -> Time? in
      guard let place = places[text], place.count == 1, alike.count == 1, alike[0].occurrence == 1
      else { return nil }
      return segments[place[0]].slot.start - alike[0].at
    }
    return shifts.median ?? .zero
  }

  /// Gives choices with the same words to the lines that have them: by time where one line is clearly the nearest, else by
  /// their order.
  ///
  /// - Returns: choices that are more than there are lines.
  private mutating func assign(
    _ choices: [TakeChoice], to places: [Int], _ segments: [Segment], _ shift: Time
  ) -> [TakeChoice] {
    var left = choices
    func distance(_ choice: TakeChoice, _ index: Int) -> Int {
      abs((segments[index].slot.start - choice.at - shift).samples)
    }
    func isClear(_ choice: TakeChoice, _ index: Int) -> Bool {
      let own = distance(choice, index)
      return places.allSatisfy { $0 == index || own * 4 <= distance(choice, $0) }
    }
    let pairs = choices.flatMap { choice in places.map { (choice, $0) } }
      .filter { (places.count > 1 || choices.count > 1) && isClear($0, $1) }
      .sorted { (distance($0.0, $0.1), $0.1) < (distance($1.0, $1.1), $1.1) }
    for (choice, index) in pairs where bySegment[index] == nil {
      guard let place = left.firstIndex(of: choice) else { continue }
      bySegment[index] = left.remove(at: place)
    }
    left.sort { ($0.occurrence, $0.at) < ($1.occurrence, $1.at) }
    left.removeAll { choice in
      let own = places.dropFirst(choice.occurrence - 1).first
      guard
        let index = [own].compactMap({ $0 }).first(where: { bySegment[$0] == nil })
          ?? places.filter({ bySegment[$0] == nil }).min(by: {
            distance(choice, $0) < distance(choice, $1)
          })
      else { return false }
      bySegment[index] = choice
      if places.count > 1 || choices.count > 1 { unsure.insert(index) }
      return true
    }
    return left
  }

  private func nearest(to choice: TakeChoice, in segments: [Segment]) -> Int? {
    func distance(_ index: Int) -> Int {
      abs(segments[index].slot.start.samples - choice.at.samples)
    }
    let same = segments.indices.filter { index in
      guard bySegment[index] == nil else { return false }
      let isThen = distance(index) <= Self.near.samples
      let isThere = segments[index].label == choice.line
      if isThen, isThere { return true }
      // Anywhere else it must be nearly the same.
      return likeness(segments[index].text, choice.text) >= (isThen || isThere ? 0.4 : 0.75)
    }
    return same.min { distance($0) < distance($1) }
  }

  /// Which of the lines with its words a segment is, from 1.
  public static func occurrence(of index: Int, in segments: [Segment]) -> Int {
    segments[...index].count { $0.text == segments[index].text }
  }
}

/// How alike two texts are, from 0 to 1: Dice's coefficient of their pairs of letters.
func likeness(_ one: String, _ other: String) -> Double {
  func pairs(_ text: String) -> Set<String> {
    let letters = Array(text.lowercased())
    return Set(zip(letters, letters.dropFirst()).map { "\($0)\($1)" })
  }
  let (a, b) = (pairs(one), pairs(other))
  guard !a.isEmpty, !b.isEmpty else { return 0 }
  return 2 * Double(a.intersection(b).count) / Double(a.count + b.count)
}
