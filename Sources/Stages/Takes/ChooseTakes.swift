public import Dubbing
public import Engine
import Voices

/// The lines as they are asked for once people have chosen, and what they must know of it.
public struct ChosenLines: Codable, Hashable, Sendable {
  public var lines: [Line]
  /// Lines whose take nothing may replace, by index.
  public var locked: [Int]
  public var sentences: [String]
  /// Whether a locked take says other words than its line has now.
  public var isStale: Bool
}

/// Puts the takes people chose in place of those that would be asked for.
public struct ChooseTakes: Stage {
  public static let name = "choose"
  public static let version = 2

  public var language: String
  public var choices: [Chosen]

  /// A choice, and what it means in this store.
  public struct Chosen: Codable, Hashable, Sendable {
    public var choice: TakeChoice
    /// The line of a locked take.
    public var line: Line?
    /// The voice of a recording.
    public var voice: Voice?
  }

  public func run(_ input: ([Line], [Segment]), in workspace: Workspace) async throws
    -> ChosenLines
  {
    let (lines, segments) = input
    let matched = MatchedChoices(choices.map(\.choice), in: segments)
    let chosen = Dictionary(choices.map { ($0.choice, $0) }) { first, _ in first }
    var result = ChosenLines(lines: lines, locked: [], sentences: [], isStale: false)
    for (index, choice) in matched.bySegment.sorted(by: { $0.key < $1.key }) {
      switch choice.decision {
      case .pick(let number): result.lines[index].take = number
      case .lock:
        let line = chosen[choice]?.line ?? lines[index]
        if !matched.stale.contains(index), !line.isTake(of: lines[index]) {
          result.isStale = true
          result.sentences.append(
            "\(language)/\(segments[index].label) is locked and keeps its take, which has not the voice, direction or "
              + "wording asked for now; `polydub unlock` lets it be spoken.")
        }
        result.lines[index] = line
        result.locked.append(index)
      case .recording:
        result.lines[index].voice = chosen[choice]?.voice ?? lines[index].voice
        result.lines[index].pace = Line.ownPace
        result.lines[index].direction = nil
      }
    }
    for index in matched.stale.sorted() {
      result.isStale = true
      let command =
        if case .recording = matched.bySegment[index]?.decision { "replace --undo" } else {
          "unlock"
        }
      result.sentences.append(
        "\(language)/\(segments[index].label) keeps the take that was chosen for it, which has other words than the "
          + "subtitle has now; `polydub \(command)` lets these be spoken.")
    }
    result.sentences += matched.unsure.sorted().map {
      "What was chosen for \(language)/\(matched.bySegment[$0]?.line ?? "") is used for \(language)/\(segments[$0].label): several lines have these words, and none is at the time it was chosen for. Choose again if that is the wrong one."
    }
    result.sentences += matched.lost.map {
      "The choice for \(language)/\($0.line) names words that are not in the subtitles any more; it has no effect. `polydub unlock \(language)/\($0.line)` forgets it."
    }
    return result
  }
}

extension Line {
  /// Whether it is a take of another line, or that line at another pace; a recording is one of any.
  fileprivate func isTake(of line: Line) -> Bool {
    var other = self
    (other.take, other.pace) = (line.take, line.pace)
    return other == line || voice.provider == Recording.type
  }
}
