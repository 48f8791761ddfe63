import Engine
import Foundation
import Logging
import Voices

/// The news of a run as log lines: calls at `info`, what failed above it, steps at `debug`, and all else at `trace`.
struct RunLog: Sink {
  private let logger: Logger
  private let file: LineFile
  private let began = Moment.now

  init(_ settings: LogSettings, job: Job) throws(TelemetryError) {
    let file = try LineFile(settings.file)
    self.file = file
    var logger = Logger(label: "polydub") { _ in
      LineHandler(logLevel: settings.level, format: settings.format, file: file)
    }
    logger[metadataKey: "run"] = "\(job.run)"
    self.logger = logger
    logger.info(
      "run began", metadata: ["command": "\(job.command)", "version": "\(job.version)"])
  }

  func numbered(_ number: Int64) {
    logger.info("run is in the ledger", metadata: ["number": .number(Int(number))])
  }

  func began(_ step: Step, at moment: Moment) {
    logger.trace("step began", metadata: Self.fields(of: step))
  }

  func ended(_ end: StepEnd) {
    var fields = Self.fields(of: end.step)
    fields["key"] = end.key.map { "\($0.rawValue)" }
    fields["seconds"] = end.duration.map { .number($0.seconds) }
    switch end.result {
    case .kept: logger.trace("step kept", metadata: fields)
    case .made: logger.debug("step made", metadata: fields)
    case .failed(let error):
      fields["failure"] = "\(failureClass(error))"
      fields["reason"] = "\(error)"
      logger.error("step failed", metadata: fields)
    }
  }

  func began(_ call: Call, in step: Step?) {
    logger.debug("call began", metadata: Self.fields(of: call, in: step))
  }

  func ended(_ end: CallEnd) {
    var fields = Self.fields(of: end.call, in: end.step)
    fields["billed"] = .number(end.outcome.characters)
    fields["cost"] = .number(Double(end.nanos) / 1e9)
    fields["currency"] = "\(end.call.tariff.currency)"
    fields["seconds"] = .number(end.duration.seconds)
    fields["first_audio_seconds"] = end.outcome.firstAudio.map { .number($0.seconds) }
    fields["connect_seconds"] = end.outcome.connecting.map { .number($0.seconds) }
    fields["request"] = end.outcome.request.map { "\($0)" }
    fields["revision"] = end.outcome.revision.map { "\($0)" }
    guard let failure = end.outcome.failure else {
      return logger.info("call ended", metadata: fields)
    }
    fields["failure"] = "\(failure.rawValue)"
    logger.warning("call failed", metadata: fields)
  }

  func end(_ ending: Telemetry.Ending) async -> [String] {
    for reason in ending.reasons {
      logger.error(
        "run failed",
        metadata: ["failure": "\(ending.failure ?? "failed")", "reason": "\(reason)"])
    }
    logger.info(
      "run ended",
      metadata: ["status": .number(ending.status), "seconds": .number(began.elapsed.seconds)])
    let missing = file.missing
    return missing == 0 ? [] : ["\(missing) lines of the log could not be written."]
  }

  private static func fields(of step: Step?) -> Logger.Metadata {
    guard let step else { return [:] }
    return ["step": "\(step.label)", "stage": "\(step.stage)"]
  }

  private static func fields(of call: Call, in step: Step?) -> Logger.Metadata {
    var fields = fields(of: step)
    fields["provider"] = "\(call.provider)"
    fields["model"] = "\(call.model)"
    fields["voice"] = "\(call.voice)"
    fields["language"] = "\(call.language)"
    fields["characters"] = .number(call.characters)
    fields["attempt"] = .number(call.attempt)
    return fields
  }
}

extension Logger.MetadataValue {
  /// A number that stays one in JSON.
  fileprivate static func number(_ value: Int) -> Self { .stringConvertible(value) }
  fileprivate static func number(_ value: Double) -> Self { .stringConvertible(value) }
}
