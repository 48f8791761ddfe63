import ArgumentParser
import Engine
import Foundation
import Media
import Stages

/// Verifies a deliverable.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verify a finished file.",
    discussion: """
      Alone: that it opens and every sound decodes, what its tracks are called, one default, dubs as long as the picture, \
      nothing clipped. With --against also: that every packet is the source's, and every line is heard where the pipeline \
      puts it.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Option(help: "The pipeline it was made from.", completion: .file(extensions: ["yaml", "yml"]))
  var against: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let checks = try await checks()
    let failed = checks.count { !$0.passed }
    if output.json {
      try output.print(Verdict(verdict: failed == 0 ? .pass : .fail, file: file, checks: checks))
    } else {
      print(Console.table(checks.map { [$0.passed ? "✓" : "✗", $0.claim, $0.detail] }))
      Console.line("\(checks.count - failed) of \(checks.count) checks passed")
    }
    if failed > 0 { throw ExitCode(Status.failed.rawValue) }
  }

  private func checks() async throws -> [Stages.Check] {
    guard let against else { return try inspect(file) }
    let pipeline = try Pipeline(contentsOf: against)
    return try await Session(pipeline, work: work, progress: .hidden).check(file)
  }

  private struct Verdict: Encodable {
    var verdict: Grade
    var file: String
    var checks: [Stages.Check]
  }
}
