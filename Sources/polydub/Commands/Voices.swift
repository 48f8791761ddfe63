import ArgumentParser
import Dubbing
import Foundation
import Stages
import Voices

/// Voices: those of the engines, which are listed unless something else is asked, and those people have made.
struct Voices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the voices of a provider; clone, design, list and delete those of an account.",
    subcommands: [
      ListVoices.self, CloneVoice.self, DesignVoice.self, ListCustomVoices.self, DeleteVoice.self,
    ],
    defaultSubcommand: ListVoices.self)
}

/// Lists the voices a provider has.
struct ListVoices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "List the voices of a provider.",
    discussion: "Nothing is asked of a service that bills: its voices are a table with a date.")

  @Option(
    help:
      "The provider: espeak, dashscope, or a name of the pipeline's, such as a server of your own.")
  var provider = "espeak"

  @Option(
    help: "The pipeline file whose providers are meant.",
    completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?

  @Option(help: "For dashscope: only voices this model has. Default: qwen3-tts-flash.")
  var model: String?

  @Option(help: "Only voices of this language, such as `es` or `pt-BR`.")
  var language: String?

  @Option(help: "Only voices of this variety of Chinese, such as `cantonese`.")
  var dialect: String?

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let synthesizer = try synthesizer()
    let all = try await synthesizer.catalogue
    let spoken = spoken(all, by: synthesizer)
    try refuseUnknownDialect(all)
    let listings = spoken.filter { dialect == nil || $0.dialect == dialect?.lowercased() }
    guard !listings.isEmpty else {
      let wish = [language, dialect].compactMap { $0 }.joined(separator: ", ")
      throw InputError(
        wish.isEmpty
          ? "\(provider) lists no voice for this model; it speaks with cloned or designed voices only."
          : "\(provider) has no voice for `\(wish)`; run `polydub voices`.")
    }
    for notice in synthesizer.notices { Console.warning(notice) }
    if output.json {
      return try output.print(
        Answer(voices: listings, asOf: synthesizer.catalogueDate))
    }
    let rows = listings.map { listing in
      [
        "\(provider)/\(listing.name)", listing.language, listing.gender ?? "",
        listing.dialect ?? "", listing.note,
      ]
    }
    print(Console.table([["voice", "language", "gender", "dialect", "note"]] + rows))
  }

  private struct Answer: Encodable {
    var voices: [VoiceListing]
    /// The day the table is from; left out where the engine itself was asked.
    var asOf: String?
  }

  /// The engine meant; dashscope needs no pipeline file, as its table is the same for all accounts.
  private func synthesizer() throws -> any Synthesizer {
    let accounts = try pipeline.map { try Pipeline(contentsOf: $0).providers } ?? [:]
    if let synthesizer = Providers(accounts)[provider] {
      guard let model else { return synthesizer }
      guard case .dashScope(var account)? = accounts[provider] else {
        throw InputError("`\(provider)` has no models; leave out --model.")
      }
      account.model = model
      return DashScope(account)
    }
    let names = Providers(accounts).names + [DashScope.type]
    guard provider == DashScope.type else {
      throw InputError(
        "There is no provider `\(provider)`\(suggestion(for: provider, among: names)); "
          + "--pipeline names a file that has it.")
    }
    return DashScope(DashScopeAccount(name: provider, model: model ?? "qwen3-tts-flash"))
  }

  private func spoken(_ all: [VoiceListing], by synthesizer: any Synthesizer) -> [VoiceListing] {
    guard let language else { return all }
    let wanted = Language(language).primary
    return all.filter { listing in
      listing.language == "mul"
        ? synthesizer.has(language: language) : Language(listing.language).primary == wanted
    }
  }

  private func refuseUnknownDialect(_ all: [VoiceListing]) throws {
    let known = Set(all.compactMap(\.dialect)).sorted()
    guard let dialect, !known.contains(dialect.lowercased()) else { return }
    throw InputError(
      known.isEmpty
        ? "\(provider) lists no dialects for this model; leave out --dialect."
        : "\(provider) has no dialect `\(dialect)`\(suggestion(for: dialect, among: known)); "
          + "it has \(known.joined(separator: ", ")).")
  }
}
