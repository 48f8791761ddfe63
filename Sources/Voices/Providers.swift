public import Dubbing

/// The engines of one pipeline, by the names they have in its file.
///
/// `espeak` is always there: it needs no key and no network.
public struct Providers: Sendable {
  /// Every kind of engine there is; a test compares this list with the folder `Providers/`.
  public static let known: [any Synthesizer.Type] = [
    DashScope.self, Espeak.self, OpenAISpeech.self, Recording.self,
  ]

  private var synthesizers: [String: any Synthesizer] = [Espeak.type: Espeak()]

  public init() {}

  /// Makes an engine known under a name, in place of any it had before.
  public mutating func register(_ synthesizer: any Synthesizer, as name: String) {
    synthesizers[name] = synthesizer
  }

  /// The names voices may begin with, in order.
  public var names: [String] { synthesizers.keys.sorted() }

  /// What each of them charges.
  public var tariffs: [Tariff] { synthesizers.values.map(\.tariff) }

  public subscript(name: String) -> (any Synthesizer)? { synthesizers[name] }

  /// The engine a voice was found with; of two accounts that have it, the first by name.
  public func synthesizer(for voice: Voice) -> (any Synthesizer)? {
    names.lazy.compactMap { synthesizers[$0] }.first { $0.speaks(voice) }
  }

  /// The voice meant by `provider/name` in a pipeline file, with the engine that speaks it.
  ///
  /// A provider alone means its default voice for the language.
  /// - Throws: `missingVoice` naming the nearest providers or voices.
  public func voice(
    _ reference: String, language: String
  ) async throws(SpeechError) -> (voice: Voice, synthesizer: any Synthesizer) {
    let parts = reference.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let provider = String(parts[0])
    guard let synthesizer = synthesizers[provider] else {
      throw SpeechError(
        .missingVoice,
        "There is no provider “\(shown(provider))”\(suggestion(for: provider, among: names)); "
          + "name one under `providers:`, or write espeak/default.")
    }
    let name = parts.count == 2 ? String(parts[1]) : "default"
    return (try await synthesizer.voice(named: name, language: language), synthesizer)
  }
}
