public import Dubbing
public import Engine
import Sound
public import Voices

/// One recording of a line.
public struct Take: Codable, Hashable, Sendable {
  /// The sound as the voice gave it.
  public var audio: Blob
  /// Characters billed for it.
  public var characters: Int
  public var source: DigitalSource
}

/// Speaks a line. The only stage that spends money: its take is saved before anything else can fail.
public struct SpeakLine: Stage {
  public static let name = "speak"
  public static let version = 1
  public static let effect = Effect.spends

  public var providers: Unkeyed<Providers>
  public var tally: Unkeyed<Tally>
  public var conduct = Unkeyed(Conduct())
  /// Whether the line is asked for the first time, or once more at another pace.
  public var asking = Unkeyed(Asking.first)

  public enum Asking: Sendable { case first, again }

  public func stay(for line: Line) -> Stay {
    providers.value.synthesizer(for: line.voice)?.isRemote == true ? .service : .processor
  }

  public func run(_ line: Line, in workspace: Workspace) async throws -> Take {
    guard let synthesizer = providers.value.synthesizer(for: line.voice) else {
      throw InputError(
        "No provider has the voice `\(line.voice.name)` of \(line.voice.provider) any more; run the whole pipeline."
      )
    }
    var take = try await record(line, by: synthesizer, in: workspace)
    guard synthesizer.source != .humanRecording else { return take }
    var fault = try fault(of: take, line, in: workspace)
    // A voice that is never twice the same may do better; one that is would only be paid twice.
    if fault != nil, !synthesizer.isRepeatable {
      let billed = take.characters
      take = try await record(line, by: synthesizer, in: workspace)
      take.characters += billed
      fault = try self.fault(of: take, line, in: workspace)
    }
    guard let fault else { return take }
    throw SpeechError(
      .badAudio,
      "The take \(fault.rawValue). Change the text of the line or its voice; "
        + "the sound is kept as \(take.audio.digest.rawValue.prefix(12)).")
  }

  /// Asks the voice once.
  private func record(_ line: Line, by synthesizer: any Synthesizer, in workspace: Workspace)
    async throws -> Take
  {
    let speech = try await speech(of: line, by: synthesizer, in: workspace)
    // The sound is on the disk before anything else can fail: it may have been paid for.
    let audio = try workspace.keep(speech.audio, kind: speech.kind.rawValue)
    // Calls to services are counted one by one, as they are made.
    if synthesizer.source != .humanRecording, !synthesizer.isRemote {
      tally.value.add(speech, for: line, isBought: asking.value == .first)
    }
    return Take(audio: audio, characters: speech.characters, source: synthesizer.source)
  }

  /// What the voice gives, unless the run stopped before it was asked.
  private func speech(of line: Line, by synthesizer: any Synthesizer, in workspace: Workspace)
    async throws -> Speech
  {
    var conduct = conduct.value
    conduct.isStopping = { workspace.isStopping }
    do {
      return try await synthesizer.speak(line, under: conduct)
    } catch {
      throw error.kind == .cancelled && workspace.isStopping ? NotBegun() : error
    }
  }

  private func fault(of take: Take, _ line: Line, in workspace: Workspace) throws -> TakeFault? {
    let samples = try voiceSamples(of: take.audio, in: workspace)
    return Sound.fault(
      of: Waveform(samples: samples, rate: Time.rate), plausible: SpeechRate.plausible(for: line))
  }
}
