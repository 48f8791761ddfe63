public import Dubbing
public import Engine
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

  public func run(_ line: Line, in workspace: Workspace) async throws -> Take {
    guard let synthesizer = providers.value[line.voice.provider] else {
      throw InputError("There is no provider `\(line.voice.provider)`.")
    }
    let speech = try await synthesizer.speak(line)
    // The sound is on the disk before anything else can fail: it may have been paid for.
    let audio = try workspace.keep(speech.audio, kind: speech.kind.rawValue)
    if synthesizer.source != .humanRecording {
      tally.value.add(calls: speech.calls, characters: line.text.count)
    }
    return Take(audio: audio, characters: speech.characters, source: synthesizer.source)
  }
}
