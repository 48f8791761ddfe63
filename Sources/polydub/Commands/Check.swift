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
      nothing clipped; and how loud each is. With --against also: that every packet is the source's, and every line is heard where the pipeline \
      puts it.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Option(help: "The pipeline it was made from.", completion: .file(extensions: ["yaml", "yml"]))
  var against: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let inspection = try await inspection()
    let checks = inspection.checks
    let failed = checks.count { !$0.passed }
    if output.json {
      try output.print(
        Verdict(
          verdict: failed == 0 ? .pass : .fail, file: file, checks: checks,
          tracks: inspection.tracks))
    } else {
      print(Console.table(checks.map { [$0.passed ? "✓" : "✗", $0.claim, $0.detail] }))
      if !inspection.tracks.isEmpty { print(Console.table(Self.rows(inspection.tracks))) }
      Console.line("\(checks.count - failed) of \(checks.count) checks passed")
    }
    if failed > 0 { throw ExitCode(Status.failed.rawValue) }
  }

  private func inspection() async throws -> Inspection {
    guard let against else { return try inspect(file) }
    let pipeline = try Pipeline(contentsOf: against)
    let session = try await Session(pipeline, work: work, progress: .hidden)
    return Inspection(checks: try await session.check(file))
  }

  private struct Verdict: Encodable {
    var verdict: Grade
    var file: String
    var checks: [Stages.Check]
    /// Without --against, every sound as it is heard.
    var tracks: [HeardTrack]
  }

  private static func rows(_ tracks: [HeardTrack]) -> [[String]] {
    func number(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "–" }
    return [["", "track", "", "LUFS", "LU", "dBTP"]]
      + tracks.map { track in
        [
          "", "\(track.track)", track.title ?? track.language ?? "",
          number(track.loudness.integratedLufs), number(track.loudness.rangeLu),
          number(track.loudness.truePeakDbtp),
        ]
      }
  }
}
