public import Dubbing
public import Engine
public import Voices

/// Asks a voice once for a line, or for one part of a line too long for one call.
///
/// A stage within `SpeakLine`: what a service sold is kept the moment it is there, before it is judged and before other parts
/// of the line are asked for, so that none of it is paid for again.
struct RecordLine: Stage {
  static let name = "record"
  static let version = 1
  static let effect = Effect.spends

  /// From 1; a voice that is never twice the same is asked once more when a take is bad.
  var attempt: Int
  var synthesizer: Unkeyed<any Synthesizer>
  var conduct = Unkeyed(Conduct())
  var tally: Unkeyed<Tally>
  /// Whether the line is asked for the first time, or once more at another pace.
  var asking = Unkeyed(SpeakLine.Asking.first)

  func run(_ line: Line, in workspace: Workspace) async throws -> Take {
    let voice = synthesizer.value
    if voice.isRemote { try workspace.checkRoom(for: Self.room(for: line), "A take") }
    let speech = try await speech(of: line, by: voice, in: workspace)
    // The sound is on the disk before anything else can fail: it may have been paid for.
    let audio = try workspace.keep(speech.audio, kind: speech.kind.rawValue)
    // Calls to services are counted one by one, as they are made.
    if voice.source != .humanRecording, !voice.isRemote {
      tally.value.add(speech, for: line, isBought: asking.value == .first)
    }
    return Take(
      audio: audio, characters: speech.characters, source: voice.source, revision: speech.revision)
  }

  /// Bytes the take may need, at half a second a character and 48 kB a second, and some for those bought at the same moment.
  static func room(for line: Line) -> Int { (16 << 20) + line.text.count * 24_000 }

  /// What the voice gives, unless the run stopped before it was asked.
  private func speech(of line: Line, by voice: any Synthesizer, in workspace: Workspace)
    async throws -> Speech
  {
    var conduct = conduct.value
    conduct.isStopping = { workspace.isStopping }
    do {
      return try await voice.speak(line, under: conduct)
    } catch {
      throw error.kind == .cancelled && workspace.isStopping ? NotBegun() : error
    }
  }
}

extension Workspace {
  /// The parts of a line that a run would still have to ask for.
  func unrecorded(_ line: Line, by synthesizer: any Synthesizer) -> [Line] {
    let record = RecordLine(attempt: 1, synthesizer: .init(synthesizer), tally: .init(Tally()))
    return synthesizer.parts(of: line).filter { kept(record, of: $0) == nil }
  }
}
