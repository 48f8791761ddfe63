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

  /// How far a locked line may have moved and still be at the time it was.
  private static let near = Time(milliseconds: 500)

  /// Finds each choice its line: by its words; a lock whose words are gone, where time, label and likeness of the words
  /// say that it is the same line. The take of a line that was removed must not be heard in another.
  public init(_ choices: [TakeChoice], in segments: [Segment]) {
    let places = Self.places(segments)
    var left: [TakeChoice] = []
    for choice in choices {
      if let index = places[choice.text]?[choice.occurrence], bySegment[index] == nil {
        bySegment[index] = choice
      } else {
        left.append(choice)
      }
    }
    for choice in left {
      guard choice.outlivesEdits, let index = nearest(to: choice, in: segments) else {
        lost.append(choice)
        continue
      }
      bySegment[index] = choice
      stale.insert(index)
    }
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

  /// Segments by their words and by which of those with the same words they are.
  private static func places(_ segments: [Segment]) -> [String: [Int: Int]] {
    var places: [String: [Int: Int]] = [:]
    for (index, segment) in segments.enumerated() {
      let count = places[segment.text]?.count ?? 0
      places[segment.text, default: [:]][count + 1] = index
    }
    return places
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
