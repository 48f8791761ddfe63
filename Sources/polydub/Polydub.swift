import ArgumentParser
import CMalloc
import Foundation

/// The command line: one file per command, arguments only.
@main
struct Polydub: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "polydub",
    abstract: "Dubs a video into several languages from finished translations.",
    discussion: """
      Exit codes: 0 done; 1 something failed, what succeeded is kept; 2 the input or the arguments are wrong, nothing was \
      spent; 3 done, but a check or a line falls short under --strict; 4 the spending limit stopped it; 130 interrupted, \
      run again to go on.
      """,
    version: "0.1.0",
    subcommands: commands)

  /// Every command, one file each in `Commands/`.
  static let commands: [any ParsableCommand.Type] = [
    Init.self, Run.self, Plan.self, Diff.self, Explain.self, Speak.self, Check.self, Voices.self,
    Takes.self, Retake.self, Pick.self, Lock.self, Unlock.self, Replace.self, Hear.self,
    RunHistory.self, SpendingReport.self, ConsentCommand.self, Prune.self,
    StoreCommand.self,
  ]

  /// As many open files as the system allows: the usual 1,024 are few where many lines wait for services.
  private static func raiseOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Runs a command and turns whatever it throws into one sentence and an exit code.
  static func main() async {
    // Each thread would keep a heap of its own, and what one frees no other could use.
    mallopt(M_ARENA_MAX, 2)
    raiseOpenFiles()
    do {
      try await perform(parseAsRoot())
    } catch {
      Foundation.exit(Failure(error).report())
    }
  }
}
