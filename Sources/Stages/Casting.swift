public import Dubbing
public import Engine
import Foundation
public import Voices

/// The voices of one language, found and checked before anything is spoken.
public struct Casting: Sendable {
  public var voice: Voice
  public var cast: [String: Voice]
  public var takes: [String: Voice]
  /// Which account of the pipeline each voice was asked of.
  public var accounts: [Voice: String] = [:]
  public var wording = WordingRules()
  /// The takes people chose.
  public var chosen: [ChooseTakes.Chosen] = []

  /// Phrases that are not joined to others.
  var alone: [String] { Set(takes.keys).union(wording.lines.keys).sorted() }

  /// Everyone who speaks.
  var voices: Set<Voice> { Set(cast.values).union([voice]) }

  /// One voice for every line.
  public init(voice: Voice) {
    self.voice = voice
    cast = [:]
    takes = [:]
  }

  /// Asks each provider for its voices; an unknown voice, a missing package or a recording that is not there ends it here.
  public init(_ dubbed: Pipeline.Dubbed, providers: Providers, workspace: Workspace) async throws {
    func find(_ wanted: Pipeline.VoiceName) async throws -> Voice {
      try await providers.voice(wanted.description, language: dubbed.language).voice
    }
    voice = try await find(dubbed.voice)
    accounts[voice] = dubbed.voice.provider
    cast = [:]
    for (speaker, wanted) in dubbed.cast.sorted(by: { $0.key < $1.key }) {
      let own = try await find(wanted)
      cast[speaker] = own
      accounts[own] = accounts[own] ?? wanted.provider
    }
    wording = dubbed.wording
    takes = [:]
    for (label, path) in dubbed.takes {
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw InputError(
          "The recording of \(dubbed.language)/\(label) cannot be read: \(path). Check `takes`.")
      }
      let source = try workspace.admit(path)
      takes[label] = Voice(provider: Recording.type, model: "human", name: source.digest.rawValue)
    }
  }
}
