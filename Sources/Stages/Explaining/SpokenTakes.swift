import Dubbing
public import Engine
import Foundation
import Sound
public import Voices

/// The takes of a run, for its ledger.
public struct SpokenTakes: Sendable {
  /// A take by the key of its line.
  public struct Spoken: Hashable, Sendable {
    public var key: Digest
    public var label: String
    public var blob: Digest
    /// Samples at 48 kHz; nil where its header does not say.
    public var length: Int?
    public var characters: Int
  }

  private let store: Store
  /// Takes that were made, and lines whose take was there, once each.
  private var made: [Digest: String] = [:]
  public private(set) var kept: Set<Digest> = []

  public init(_ events: [Event], store: Store) {
    self.store = store
    for event in events {
      switch event {
      case .made(let step, let key) where step.stage == SpeakLine.name: made[key] = step.label
      case .kept(let step, let key) where step.stage == SpeakLine.name: kept.insert(key)
      default: continue
      }
    }
    kept.subtract(made.keys)
  }

  /// Those the run bought or spoke.
  public var bought: [Spoken] {
    made.compactMap { key, label in
      guard let take = take(key)?.take else { return nil }
      return Spoken(
        key: key, label: label, blob: take.audio.digest, length: length(of: take.audio),
        characters: take.characters)
    }
  }

  /// What takes come to at list prices, for those no ledger knows.
  public func listPrice(of keys: [Digest], by providers: Providers) -> Bill {
    var bill = Bill()
    for key in keys {
      guard let found = take(key), let provider = providers.synthesizer(for: found.line.voice)
      else { continue }
      bill.add(characters: found.take.characters, at: provider.tariff)
    }
    return bill
  }

  private struct Result: Decodable {
    struct Recipe: Decodable { var inputs: [Line] }
    var output: Take
    var recipe: Recipe
  }

  private func take(_ key: Digest) -> (take: Take, line: Line)? {
    guard let json = store.resultJSON(stage: SpeakLine.name, key: key),
      let data = try? JSONSerialization.data(withJSONObject: json),
      let result = try? JSONDecoder().decode(Result.self, from: data),
      let line = result.recipe.inputs.first
    else { return nil }
    return (result.output, line)
  }

  private func length(of audio: Blob) -> Int? {
    guard let data = FileManager.default.contents(atPath: store.path(of: audio)),
      let wave = try? readWAV([UInt8](data)), wave.rate > 0
    else { return nil }
    return wave.samples.count * Time.rate / wave.rate
  }
}
