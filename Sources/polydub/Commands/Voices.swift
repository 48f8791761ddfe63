import ArgumentParser
import Dubbing
import Foundation
import Stages
import Voices

/// Lists the voices a provider has.
struct Voices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the voices of a provider.")

  @Option(help: "The provider.")
  var provider = "espeak"

  @Option(help: "Only voices of this language, such as `es` or `pt-BR`.")
  var language: String?

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let providers = Providers()
    guard let synthesizer = providers[provider] else {
      throw InputError(
        "There is no provider `\(provider)`\(suggestion(for: provider, among: providers.names)).")
    }
    let wanted = language.map { Language($0).primary }
    let listings = try await synthesizer.catalogue.filter { listing in
      wanted == nil || Language(listing.language).primary == wanted
    }
    guard !listings.isEmpty else {
      throw InputError("\(provider) has no voice for `\(language ?? "")`; run `polydub voices`.")
    }
    if output.json { return try output.print(["voices": listings]) }
    var rows = [["voice", "language", "gender", "note"]]
    for listing in listings {
      rows.append(
        ["\(provider)/\(listing.name)", listing.language, listing.gender ?? "", listing.note])
    }
    print(Console.table(rows))
  }
}
