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
  private var routes: [Voice: String] = [:]

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

  /// The same engines, where each of these voices is the named one's: two accounts may have the same voice.
  public func routing(_ routes: [Voice: String]) -> Providers {
    var providers = self
    providers.routes = routes
    return providers
  }

  /// The engine a voice was found with.
  public func synthesizer(for voice: Voice) -> (any Synthesizer)? {
    name(for: voice).flatMap { synthesizers[$0] }
  }

  /// The name of that engine; where nobody says which of several is meant, the first.
  public func name(for voice: Voice) -> String? {
    func speaks(_ name: String) -> Bool { synthesizers[name]?.speaks(voice) == true }
    return routes[voice].flatMap { speaks($0) ? $0 : nil } ?? names.first(where: speaks)
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
