/// Where in a take each phrase of a segment ends: which of the take's inner pauses lies at which boundary.
///
/// Pauses are matched, in order, to the places in the text where a voice may breathe: the boundaries and every comma, full stop
/// and the like between them. A place is expected where its share of the characters is in the sound without pauses; of all
/// ways to match, the one with the smallest sum of deviations is taken. A boundary without a pause stays uncut.
public struct PhraseAlignment {
  /// Pauses a voice makes by itself: shorter ones may be the closure of a stop inside a word.
  public static let shortestPause = Time(milliseconds: 100)
  /// The same where the text has no punctuation to breathe at.
  private static let surePause = 150 * 48
  /// Samples by which a pause may be off its expected place before it counts as another's.
  private static let tolerance = 250 * 48.0

  /// Places times pauses beyond which a take stays whole: no voice breathes a thousand times in 12 s.
  private static let largest = 1_000_000

  private let places: [Place]
  private let pauses: [Range<Int>]
  private let speech: Range<Int>

  /// - Parameters:
  ///   - phrases: the texts, in order.
  ///   - pauses: in samples, ascending, inside `speech`.
  public init(phrases: [String], pauses: [Range<Int>], speech: Range<Int>) {
    places = Self.places(in: phrases)
    self.pauses = pauses
    self.speech = speech
  }

  /// For each boundary between two phrases the pause that lies there, or nil.
  public var pauseAtBoundary: [Range<Int>?] {
    var found = [Range<Int>?](repeating: nil, count: places.count { $0.isBoundary })
    guard places.count * pauses.count <= Self.largest else { return found }
    var boundary = 0
    for (place, pause) in matches {
      if place.isBoundary {
        found[boundary] = pause
        boundary += 1
      }
    }
    return found
  }

  /// Every place with its pause, by dynamic programming over both in order.
  private var matches: [(Place, Range<Int>?)] {
    let (rows, columns) = (places.count, pauses.count)
    let at = voicedPositions
    var cost = [[Double]](
      repeating: [Double](repeating: 0, count: columns + 1), count: rows + 1)
    for j in stride(from: columns - 1, through: 0, by: -1) {
      cost[rows][j] = cost[rows][j + 1] + unmatched(pauses[j])
    }
    for i in stride(from: rows - 1, through: 0, by: -1) {
      cost[i][columns] = cost[i + 1][columns] + places[i].unmatched
      for j in stride(from: columns - 1, through: 0, by: -1) {
        cost[i][j] = min(
          cost[i + 1][j + 1] + deviation(i, j, at), cost[i + 1][j] + places[i].unmatched,
          cost[i][j + 1] + unmatched(pauses[j]))
      }
    }
    var result: [(Place, Range<Int>?)] = []
    var (i, j) = (0, 0)
    while i < rows {
      if j < columns, cost[i][j] == cost[i][j + 1] + unmatched(pauses[j]) {
        j += 1
      } else if j < columns, cost[i][j] == cost[i + 1][j + 1] + deviation(i, j, at) {
        result.append((places[i], pauses[j]))
        (i, j) = (i + 1, j + 1)
      } else {
        result.append((places[i], nil))
        i += 1
      }
    }
    return result
  }

  /// What it costs to say that pause `j` is at place `i`.
  private func deviation(_ i: Int, _ j: Int, _ at: [Double]) -> Double {
    guard places[i].isPunctuated || pauses[j].count >= Self.surePause else { return .infinity }
    let expected = places[i].share * voiced
    return abs(at[j] - expected) / Self.tolerance
  }

  /// A long pause wants to be explained more than a short one.
  private func unmatched(_ pause: Range<Int>) -> Double { min(1, Double(pause.count) / 14_400) }

  /// Samples of sound without the pauses.
  private var voiced: Double { Double(speech.count - pauses.reduce(0) { $0 + $1.count }) }

  /// Where each pause lies in the sound without pauses.
  private var voicedPositions: [Double] {
    var silent = 0
    return pauses.map { pause in
      defer { silent += pause.count }
      return Double(pause.lowerBound - speech.lowerBound - silent)
    }
  }

  /// A place where a voice may breathe.
  private struct Place {
    /// Which share of the sound comes before it.
    var share: Double
    var isBoundary: Bool
    var isPunctuated: Bool
    var unmatched: Double { isPunctuated ? 1 : 0.2 }
  }

  private static func places(in phrases: [String]) -> [Place] {
    let total = max(1, phrases.reduce(0) { $0 + weight(of: $1) })
    var said = 0.0
    var places: [Place] = []
    for (index, phrase) in phrases.enumerated() {
      let characters = Array(phrase)
      for (k, character) in characters.enumerated() {
        said += weight(of: character)
        let isLast = k == characters.count - 1
        let breathes = !isLast && isBreath(character, before: characters[k + 1])
        if breathes {
          places.append(Place(share: said / total, isBoundary: false, isPunctuated: true))
        }
      }
      guard index < phrases.count - 1 else { break }
      let isPunctuated = characters.last { !"\"'”’»›)]」』".contains($0) }.map(isMark) ?? false
      places.append(Place(share: said / total, isBoundary: true, isPunctuated: isPunctuated))
    }
    return places
  }

  private static func isMark(_ character: Character) -> Bool {
    ",.;:!?…—–、。，；：！？،؛؟।".contains(character)
  }

  /// Punctuation inside a word or number is spoken through: 3.5, z.B., 10:30.
  private static func isBreath(_ character: Character, before next: Character) -> Bool {
    guard isMark(character) else { return false }
    return !character.isASCII && character != "…" || next.isWhitespace
  }

  /// How much time a character takes, in characters: a figure is a word.
  private static func weight(of character: Character) -> Double {
    if character.isNumber { return 4 }
    return character.isLetter ? 1 : 0.3
  }

  private static func weight(of text: String) -> Double { text.reduce(0) { $0 + weight(of: $1) } }
}
