import ArgumentParser
import Engine
import Foundation

/// Removes results nobody asked for lately.
struct Prune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove results from the store that no run used lately.")

  @Option(help: "Keep what was used within this many days.")
  var days = 30

  @Flag(help: "Say what would go, and remove nothing.")
  var dryRun = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if days < 0 { throw ValidationError("--days must not be negative.") }
  }

  func run() async throws {
    let store = try work.openStore()
    let limit = Date(timeIntervalSinceNow: -Double(days) * 86_400)
    let pruned = try store.prune(unusedSince: limit, mode: dryRun ? .dryRun : .remove)
    if output.json { return try output.print(pruned) }
    let verb = dryRun ? "would remove" : "removed"
    Console.line(
      "\(verb) \(pruned.results) results and \(pruned.blobs) files, \(pruned.bytes / 1_000_000) MB")
  }
}
