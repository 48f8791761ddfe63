import ArgumentParser
import Engine
import Foundation
import Stages

/// Removes what nobody asked for lately.
struct Prune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove results from the store that no run used lately.",
    discussion:
      "What a run that is going on has used stays, and so does every take that was paid for, unless --takes is given."
  )

  @Option(
    help:
      "Remove what was not used within this many days. Default: 30, where no other rule is given.")
  var days: Int?

  @Flag(help: "Remove what no pipeline reached in its last run.")
  var unreached = false

  @Option(
    help: ArgumentHelp(
      "Remove the least recently used until the store is no larger, such as 20GB.",
      valueName: "size"))
  var maxSize: String?

  @Flag(help: "Remove takes that were paid for as well: needed again, they are bought again.")
  var takes = false

  @Flag(help: "Say what would go, and remove nothing.")
  var dryRun = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let days, days < 0 { throw ValidationError("--days must not be negative.") }
    if let maxSize, ByteCount(maxSize) == nil {
      throw ValidationError("--max-size must be a size such as 500MB or 20GB.")
    }
  }

  func run() async throws {
    var rules = PruneRules()
    let days = days ?? (unreached || maxSize != nil ? nil : 30)
    rules.unusedSince = days.map { Date(timeIntervalSinceNow: -Double($0) * 86_400) }
    rules.unreached = unreached
    rules.mostBytes = maxSize.flatMap { ByteCount($0)?.bytes }
    if !takes { rules.spares = isPaidTake }
    let pruned = try work.openStore().prune(rules, mode: dryRun ? .dryRun : .remove)
    if output.json { return try output.print(pruned) }
    let verb = dryRun ? "would remove" : "removed"
    Console.line(
      "\(verb) \(pruned.results) results and \(pruned.blobs) files, \(ByteCount(pruned.bytes)); "
        + "\(ByteCount(pruned.left)) left")
    if pruned.spared > 0 {
      Console.line("kept \(pruned.spared) takes that were paid for; --takes removes them too")
    }
    if let most = rules.mostBytes, pruned.left > most {
      Console.warning("what is paid for or in use is more than \(ByteCount(most))")
    }
  }
}
