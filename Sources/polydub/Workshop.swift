import ArgumentParser
import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages
import Telemetry
import Voices

/// The account voices are made with.
struct WorkshopOptions: ParsableArguments {
  @Option(help: "The provider: dashscope, or a name of the pipeline's.")
  var provider = DashScope.type

  @Option(
    help: "The pipeline file whose providers are meant.",
    completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  /// - Parameter target: the model the voice is for, such as `qwen3-tts-vc-2026-01-22`.
  func open(target: String? = nil, maxCost: [String] = []) throws -> Workshop {
    let file = try pipeline.map { try Pipeline(contentsOf: $0) }
    var accounts = file?.providers ?? [:]
    // An account the file does not have could be outside its `residency`.
    if file == nil, accounts[provider] == nil, provider == DashScope.type {
      accounts[provider] = .dashScope(DashScopeAccount(name: provider))
    }
    if case .dashScope(var account)? = accounts[provider], let target {
      account.model = target
      accounts[provider] = .dashScope(account)
    }
    let providers = Providers(accounts)
    guard let synthesizer = providers[provider] else {
      throw InputError(
        "There is no provider `\(provider)`\(suggestion(for: provider, among: providers.names)); "
          + (file == nil
            ? "--pipeline names a file that has it."
            : "name one of the file's with --provider, or add it under `providers:`."))
    }
    guard let maker = synthesizer as? any VoiceMaking else {
      throw InputError(
        "\(provider) makes no voices; providers of type dashscope and openai-speech do.")
    }
    let limit =
      maxCost.isEmpty ? file?.maxCost : try Pipeline.maxCost(maxCost, providers: accounts)
    let store = try work.openStore(pipeline: file?.store)
    return Workshop(
      maker: maker, ledger: try Ledger(in: store.root), file: file?.identity ?? provider,
      limit: limit)
  }
}

/// An account that makes voices, and the ledger that is told.
struct Workshop {
  let maker: any VoiceMaking
  let ledger: Ledger
  let file: String
  let limit: SpendingLimit.Amounts?

  var trail: ConsentTrail { ConsentTrail(ledger) }

  /// Makes a voice, as a run of the ledger.
  func make(
    _ command: String, _ body: (Conduct) async throws(SpeechError) -> CustomVoice
  ) async throws -> CustomVoice {
    let run = ledger.begin(
      pipeline: file, command: command, version: Polydub.configuration.version)
    if let number = run.id { Telemetry.current?.numbered(number) }
    let tally = Tally()
    let watchers: [any CallWatcher] = limit.map { [SpendingLimit($0)] } ?? []
    let conduct = Conduct(
      turns: Turns(folder: WorkOptions.stateFolder),
      watchers: watchers + [tally, LedgerCalls(run)] + (Telemetry.current?.watchers ?? []))
    var ending = RunEnding(.done)
    defer {
      (ending.calls, ending.characters) = (tally.spent.calls, tally.spent.characters)
      run.end(ending, steps: LedgerJournal())
      for sentence in ledger.takeWarnings() { Console.warning(sentence) }
    }
    do {
      return try await body(conduct)
    } catch {
      ending.status = .failed
      throw error
    }
  }
}
