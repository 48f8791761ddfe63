import Foundation
import Testing

/// Nothing that was finished is lost, whatever ends a run.
@Suite struct InterruptionTests {
  /// Starts a run, ends it with a signal after a while, and returns its exit status.
  func interrupted(_ film: Film, after seconds: Double, signal: Int32) throws -> Int32 {
    let process = film.process(["run", "film.yaml", "--jobs", "1"])
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func killedRunsResumeToTheSameBytesAndSpeakNoLineTwice() throws {
    let (whole, broken) = (try Film(), try Film())
    try whole.polydub("run", "film.yaml")
    for attempt in 0..<6 {
      _ = try interrupted(broken, after: 0.05 + 0.06 * Double(attempt), signal: SIGKILL)
    }
    let spoken = try takes(in: broken)
    let last = try broken.polydub("run", "film.yaml", "--json")
    #expect(last.status == 0, "\(last.errors)")
    #expect(try last.number("calls") == 6 - spoken)
    #expect(try broken.sha256("out/film.mkv") == whole.sha256("out/film.mkv"))
    #expect(try leftovers(in: broken.path("out")) == ["film.mkv", "film.mkv.json"])
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalExits130AndSaysWhatIsKept(signal: Int32) throws {
    let film = try Film()
    // No run is over before a busy machine has seen its first take.
    try film.wrapEspeak("case $1 in --v*) ;; *) sleep 0.5 ;; esac")
    let process = film.process(
      ["run", "film.yaml", "--jobs", "1"], environment: ["PATH": film.toolPath])
    let watch = Thread {
      // The first take is there, so the run is in the middle of its lines.
      while (try? self.takes(in: film)) ?? 0 == 0 { Thread.sleep(forTimeInterval: 0.005) }
      kill(process.processIdentifier, signal)
    }
    watch.start()
    let outcome = try Outcome(of: process)
    #expect(outcome.status == 130)
    #expect(outcome.errors.contains("kept"))
    #expect(!FileManager.default.fileExists(atPath: film.path("out/film.mkv")))
    #expect(try takes(in: film) > 0)
  }

  /// Lines whose take is in the store.
  private func takes(in film: Film) throws -> Int {
    let results = film.folder.appending(path: "store/results/speak")
    let files = FileManager.default.enumerator(atPath: results.path)?.compactMap { $0 as? String }
    return (files ?? []).count { $0.hasSuffix(".json") }
  }

  private func leftovers(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}
