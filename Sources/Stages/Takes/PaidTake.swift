import Dubbing
public import Engine
public import Foundation

/// Whether a result of the store is a take that was paid for, which no rule should remove.
///
/// - Parameter result: its file, as the store has it.
public func isPaidTake(stage: String, result: Data) -> Bool {
  struct Kept: Decodable { var output: Take }
  guard takeStages.contains(stage), let kept = try? JSONDecoder().decode(Kept.self, from: result)
  else { return false }
  return kept.output.characters > 0
}

/// The stages whose results are takes.
public let takeStages: Set<String> = [SpeakLine.name, RecordLine.name]

/// How long a take is, the silence around its words included.
public func takeSeconds(of take: Take, in workspace: Workspace) throws -> Double {
  try Double(voiceSamples(of: take.audio, in: workspace).count) / Double(Time.rate)
}
