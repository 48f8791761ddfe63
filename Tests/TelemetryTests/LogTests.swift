import Foundation
import Logging
import Testing
import Voices

@testable import Engine
@testable import Telemetry

@Suite struct LogTests {
  private let path = scratch("log.jsonl")

  private func lines(_ level: Logger.Level, _ news: (RunLog) async -> Void) async throws
    -> [[String: Any]]
  {
    let log = try RunLog(LogSettings(file: path, level: level), job: job)
    await news(log)
    return try contents(path).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func everyLineNamesTheRunItsTimeAndItsLevel() async throws {
    let lines = try await lines(.trace) { log in
      log.began(speakStep, at: .now)
      log.ended(.made())
      _ = await log.end(.init(status: 0))
    }
    #expect(lines.count == 4)
    for line in lines {
      #expect(line["run"] as? String == job.run)
      #expect((line["time"] as? String)?.hasSuffix("Z") == true)
      #expect(line["level"] is String && line["message"] is String)
    }
  }

  @Test func numbersAreNumbersInJSON() async throws {
    let lines = try await lines(.info) { $0.ended(.made()) }
    let call = try #require(lines.last)
    #expect(call["characters"] as? Int == 1200)
    #expect(call["billed"] as? Int == 1210)
    #expect(call["cost"] as? Double == 0.0121)
    #expect(call["first_audio_seconds"] as? Double == 0.3)
    #expect(call["step"] as? String == "es/speak/17")
  }

  @Test func aFailureIsLoggedAboveTheRest() async throws {
    let lines = try await lines(.warning) { log in
      log.ended(.made())
      log.ended(.made { $0.outcome.failure = .throttled })
      log.ended(
        StepEnd(
          step: speakStep, result: .failed(Odd()), key: Digest(of: Data()), begun: .now,
          duration: nil))
      _ = await log.end(.init(status: 1, reasons: ["No \"space\"\nleft."], error: Odd()))
    }
    #expect(lines.map { $0["message"] as? String } == ["call failed", "step failed", "run failed"])
    #expect(lines.map { $0["level"] as? String } == ["warning", "error", "error"])
    #expect(lines.map { $0["failure"] as? String } == ["throttled", "Odd", "Odd"])
    #expect(lines[2]["reason"] as? String == "No \"space\"\nleft.")
  }

  @Test func textLinesQuoteOnlyWhatNeedsIt() throws {
    let file = try LineFile(path)
    var logger = Logger(label: "test") { _ in
      LineHandler(logLevel: .info, format: .text, file: file)
    }
    logger[metadataKey: "run"] = "a1"
    logger.info("step made", metadata: ["step": "es/speak/17", "reason": "two words"])
    #expect(
      try contents(path).hasSuffix(
        "Z info     step made reason=\"two words\" run=a1 step=es/speak/17\n"))
  }

  @Test func runsShareAFileWithoutMixingLines() async throws {
    let path = path
    await withTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          guard let file = try? LineFile(path) else { return }
          for _ in 0..<200 { file.write(String(repeating: "\(writer)", count: 99) + "\n") }
        }
      }
    }
    let lines = try contents(path).split(separator: "\n")
    #expect(lines.count == 800 && lines.allSatisfy { $0.count == 99 && Set($0).count == 1 })
  }

  @Test func aLogThatCannotBeWrittenIsRefusedAtOnce() {
    #expect(throws: TelemetryError.self) { try LineFile("/nowhere/at/all.log") }
  }
}
