import ArgumentParser
import Foundation
import Logging
import Telemetry

/// What a command tells machines, beside what people read on stderr.
///
/// Traces have no option: they are sent where OpenTelemetry's own variables say.
struct TelemetryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add log lines to this file; `-` is stderr.",
      discussion: "Default: $POLYDUB_LOG, else no log.", valueName: "file"),
    completion: .file())
  var log: String?

  @Option(help: "How log lines look: json or text. Default: $POLYDUB_LOG_FORMAT, else json.")
  var logFormat: String?

  @Option(
    help: ArgumentHelp(
      "The least log level: trace, debug, info, notice, warning or error.",
      discussion: "Default: $POLYDUB_LOG_LEVEL, else info.", valueName: "level"))
  var logLevel: String?

  @Option(
    help: ArgumentHelp(
      "Keep metrics in this file, for Prometheus' text file collector.",
      discussion: "Default: $POLYDUB_METRICS, else none.", valueName: "file"),
    completion: .file(extensions: ["prom"]))
  var metrics: String?

  func validate() throws {
    if let logFormat, LogSettings.Format(rawValue: logFormat) == nil {
      throw ValidationError("--log-format must be json or text.")
    }
    if let logLevel, Logger.Level(rawValue: logLevel) == nil {
      throw ValidationError("--log-level must be one of \(Self.levels).")
    }
  }

  private static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

  /// Options first, then the environment; what of it cannot be used for traces is warned of.
  func settings(_ environment: [String: String]) throws -> Telemetry.Settings {
    func chosen(_ option: String?, _ variable: String) -> String? {
      option ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }
    let (traces, warnings) = TraceSettings.read(environment)
    for warning in warnings { Console.warning(warning) }
    var settings = Telemetry.Settings(
      metrics: chosen(metrics, "POLYDUB_METRICS"), traces: traces)
    guard let file = chosen(log, "POLYDUB_LOG") else { return settings }
    let format = chosen(logFormat, "POLYDUB_LOG_FORMAT") ?? "json"
    let level = chosen(logLevel, "POLYDUB_LOG_LEVEL") ?? "info"
    guard let format = LogSettings.Format(rawValue: format) else {
      throw ValidationError("POLYDUB_LOG_FORMAT must be json or text.")
    }
    guard let level = Logger.Level(rawValue: level) else {
      throw ValidationError("POLYDUB_LOG_LEVEL must be one of \(Self.levels).")
    }
    settings.log = LogSettings(file: file == "-" ? nil : file, format: format, level: level)
    return settings
  }
}

/// A command whose run machines may follow: those that work on a dub or may spend money.
protocol Watched: ParsableCommand {
  var telemetry: TelemetryOptions { get }
  /// What it is called in logs, metrics and traces.
  static var title: String { get }
}

extension Watched {
  static var title: String { _commandName }
}

extension Run: Watched {}
extension Plan: Watched {}
extension Speak: Watched {}
extension Check: Watched {}
extension Retake: Watched {}
extension Hear: Watched {}
extension CloneVoice: Watched { static var title: String { "voices clone" } }
extension DesignVoice: Watched { static var title: String { "voices design" } }

/// Runs a command, and tells machines of its beginning, its end, and why it failed.
func perform(_ command: any ParsableCommand) async throws {
  guard let watched = command as? any Watched else { return try await run(command) }
  let telemetry = try Telemetry(
    watched.telemetry.settings(ProcessInfo.processInfo.environment),
    command: type(of: watched).title, version: Polydub.configuration.version)
  guard telemetry.isOn else { return try await run(command) }
  var failed: (any Error)?
  do {
    try await Telemetry.$current.withValue(telemetry) { try await run(command) }
  } catch {
    failed = error
  }
  let failure = failed.map { Failure($0) }
  let ending = Telemetry.Ending(
    status: Int(failure?.status.rawValue ?? 0), reasons: failure?.sentences ?? [],
    error: failed is ExitCode ? nil : failed)
  for complaint in await telemetry.end(ending) { Console.warning(complaint) }
  if let failed { throw failed }
}

private func run(_ command: any ParsableCommand) async throws {
  var command = command
  if var asynchronous = command as? any AsyncParsableCommand {
    try await asynchronous.run()
  } else {
    try command.run()
  }
}
