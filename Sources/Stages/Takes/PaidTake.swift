public import Dubbing
public import Engine
public import Foundation
public import Voices

/// Whether a result of the store is a take that was paid for, which no rule should remove.
///
/// - Parameter result: its file, as the store has it.
public func isPaidTake(stage: String, result: Data) -> Bool {
  struct Kept: Decodable { var output: Take }
  guard takeStages.contains(stage), let kept = try? JSONDecoder().decode(Kept.self, from: result)
  else { return false }
  return kept.output.characters > 0
}

extension Concealment {
  /// The words of a script: of cues, lines and phrases, of lexicons, and what is to be said instead.
  public static let script = Concealment(["text", "phrases", "say", "written", "spoken"])
}

/// The stages whose results are takes.
public let takeStages: Set<String> = [SpeakLine.name, RecordLine.name]

/// How long a take is, the silence around its words included.
public func takeSeconds(of take: Take, in workspace: Workspace) throws -> Double {
  try Double(voiceSamples(of: take.audio, in: workspace).count) / Double(Time.rate)
}

extension Workspace {
  /// The keys of all takes of some lines that the store has, whatever their number and pace.
  public func takes(of lines: [Line]) throws -> Set<Digest> {
    let wanted = Set(lines.map(\.firstTake))
    return Set(
      try store.keys(ofStage: SpeakLine.name).filter { key in
        let line = Line(ofRecipe: store.recipe(stage: SpeakLine.name, key: key))
        return line.map { wanted.contains($0.firstTake) } ?? false
      })
  }

  /// Whether both calls that a take may take gave bad sound: asked for again, it would only be found bad again.
  public func isSpoiled(_ line: Line, by synthesizer: any Synthesizer) -> Bool {
    [1, 2].allSatisfy { attempt in
      let record = RecordLine(
        attempt: attempt, synthesizer: .init(synthesizer), tally: .init(Tally()))
      return kept(record, of: line) != nil
    }
  }
}

extension Line {
  /// The line that all takes of it are takes of, as the store knows it.
  fileprivate var firstTake: Line {
    var line = self
    (line.take, line.pace) = (1, Line.ownPace)
    line.text = Concealment.mark(for: text)
    return line
  }
}
