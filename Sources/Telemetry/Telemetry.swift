public import Engine
import Foundation
public import Voices

/// What one run of a command tells machines: log lines, metrics and traces, each only where it is asked for.
///
/// Never the words of a script, a key or a signed address. Nothing here fails a run: what could not be told is a warning at
/// its end.
public final class Telemetry: Sendable {
  /// That of the command that runs.
  @TaskLocal public static var current: Telemetry?

  /// The job: on every log line, in every trace.
  public let run: String
  private let watch: Watch
  private let sinks: [any Sink]

  /// - Parameters:
  ///   - command: what runs, such as `run`.
  ///   - version: of the program.
  /// - Throws: a log file that cannot be written, or a setting that cannot be meant.
  public init(_ settings: Settings, command: String, version: String) throws(TelemetryError) {
    run = Identifier.random(bytes: 8).hex
    let job = Job(run: run, command: command, version: version)
    var sinks: [any Sink] = []
    if let log = settings.log { sinks.append(try RunLog(log, job: job)) }
    if let file = settings.metrics { sinks.append(RunMetrics(file: file, job: job)) }
    if let traces = settings.traces { sinks.append(RunTrace(traces, job: job)) }
    self.sinks = sinks
    watch = Watch(sinks)
  }

  /// Whether anybody listens.
  public var isOn: Bool { !sinks.isEmpty }

  public var journals: [any Journal] { isOn ? [watch] : [] }
  public var watchers: [any CallWatcher] { isOn ? [watch] : [] }

  /// Says which run of the ledger this is, so that one leads to the other.
  public func numbered(_ number: Int64) {
    for sink in sinks { sink.numbered(number) }
  }

  /// Ends the run and sends out what waits, in bounded time.
  ///
  /// - Returns: sentences on what could not be told.
  public func end(_ ending: Ending) async -> [String] {
    var complaints: [String] = []
    for sink in sinks { complaints += await sink.end(ending) }
    return complaints
  }

  /// What is asked for.
  public struct Settings: Sendable {
    public var log: LogSettings?
    /// The file the metrics go to.
    public var metrics: String?
    public var traces: TraceSettings?

    public init(log: LogSettings? = nil, metrics: String? = nil, traces: TraceSettings? = nil) {
      self.log = log
      self.metrics = metrics
      self.traces = traces
    }
  }

  /// How a command ended.
  public struct Ending: Sendable {
    /// Its exit code.
    public var status: Int
    /// Why it failed, where it did: sentences for people.
    public var reasons: [String]
    /// In one word, for machines; `fellShort` where nothing broke, but lines or checks did not pass.
    public var failure: String?

    public init(status: Int, reasons: [String] = [], error: (any Error)? = nil) {
      self.status = status
      self.reasons = reasons
      failure = error.map(failureClass) ?? (status == 0 ? nil : "fellShort")
    }
  }
}

/// A log, metrics or traces that cannot be as asked.
public struct TelemetryError: Error, CustomStringConvertible {
  public var description: String
}

/// Which run it is.
struct Job: Sendable {
  var run: String
  var command: String
  var version: String
}
