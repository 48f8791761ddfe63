import Foundation
import Testing

/// What a run tells machines: log, metrics, traces.
@Suite struct TellingTests {
  private let film: Film

  init() throws { film = try Film() }

  private func log() throws -> [[String: Any]] {
    try String(contentsOfFile: film.path("log.jsonl"), encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// The files of the film's folder that have a text in them.
  private func files(with text: String) throws -> Set<String> {
    let search = Process()
    search.executableURL = URL(filePath: "/usr/bin/env")
    search.arguments = ["grep", "-rlF", text, "."]
    search.currentDirectoryURL = film.folder
    let lines = String(decoding: try Outcome(of: search).output, as: UTF8.self)
    return Set(lines.split(separator: "\n").map { String($0.dropFirst(2)) })
  }

  @Test func aPaidRunIsToldWithoutKeyAddressOrScript() async throws {
    let service = try Service()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", mode: url, key: env:TEST_KEY }

        """)
    try await service.plan([#"{"kind":"refuse","status":500,"message":"canary-message"}"#])
    let outcome = try film.polydub(
      "run", "film.yaml", "--json", "--log", "log.jsonl", "--log-level", "trace",
      environment: [
        "TEST_KEY": Service.key, "POLYDUB_METRICS": film.path("polydub.prom"),
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=canary-header",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "500",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try log()
    #expect(lines.count { $0["message"] as? String == "call failed" } == 1)
    #expect(lines.count { $0["message"] as? String == "call ended" } == 3)
    #expect(Set(lines.compactMap { $0["run"] as? String }).count == 1)
    #expect(lines.contains { $0["step"] as? String == "es/speak/2" })
    let told: Set = ["log.jsonl", "polydub.prom"]
    #expect(try files(with: "qwen3-tts-flash").isSuperset(of: told))
    for secret in ["canary", "Signature=", "Buenos", "calma"] {
      #expect(try files(with: secret).isDisjoint(with: told))
      #expect(!outcome.errors.contains(secret))
    }
    #expect(outcome.errors.contains("spans of the trace were not delivered"))
  }

  @Test func aRunThatNeverBeganIsLoggedToo() throws {
    let outcome = try film.polydub("run", "none.yaml", "--log", "log.jsonl")
    #expect(outcome.status == 2)
    let lines = try log()
    #expect(lines.map { $0["message"] as? String } == ["run began", "run failed", "run ended"])
    #expect(lines[1]["failure"] as? String == "PipelineError")
    #expect(lines[2]["status"] as? Int == 2)
  }

  @Test func theLogOnStderrLeavesStdoutToTheObject() throws {
    let outcome = try film.polydub(
      "plan", "film.yaml", "--json", "--log", "-", "--log-format", "text")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(" info     run ended run="))
    #expect(try outcome.json()["languages"] != nil)
  }

  @Test(arguments: [
    ["--log", "nowhere/at/all.log"], ["--log-level", "loud"], ["--log-format", "xml"],
  ])
  func whatCannotBeLoggedIsWrongFromTheStart(_ options: [String]) throws {
    #expect(try Outcome(of: film.process(["run", "film.yaml"] + options)).status == 2)
  }

  @Test func variablesForOtherProgramsAreWarnedOfAndTheRunGoesOn() throws {
    let outcome = try film.polydub(
      "plan", "film.yaml",
      environment: [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("OTEL_EXPORTER_OTLP_PROTOCOL is grpc"))
  }

  /// `hear` and `retake` buy one line each.
  @Test func whateverSpendsIsTold() async throws {
    let service = try Service()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", mode: url, key: env:TEST_KEY }

        """)
    for command in ["hear", "retake"] {
      let outcome = try film.polydub(
        command, "film.yaml", "es/1", "--log", "log.jsonl", environment: ["TEST_KEY": Service.key])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let design = try film.polydub(
      "voices", "design", "--provider", "qwen", "--pipeline", "film.yaml", "--name", "narr",
      "--prompt", "warm", "--preview-text", "Hola.", "--log", "log.jsonl",
      environment: ["TEST_KEY": Service.key])
    #expect(design.status == 0, "\(design.errors)")
    let lines = try log()
    #expect(
      lines.compactMap { $0["command"] as? String } == ["hear", "retake", "voices design"])
    #expect(lines.count { $0["message"] as? String == "call ended" } == 3)
    #expect(lines.compactMap { $0["number"] as? Int } == [1, 2, 3])
  }

  @Test(arguments: [
    "takes", "diff", "prune", "store verify", "history", "spending", "explain", "pick",
    "voices list", "consent list",
  ])
  func whatTellsNothingOffersNoLog(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let help = try Outcome(of: film.process(words + ["--help"]))
    #expect(help.status == 0)
    #expect(!String(decoding: help.output, as: UTF8.self).contains("--log"))
  }
}
