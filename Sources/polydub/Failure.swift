import ArgumentParser
import Bookkeeping
import Engine
import Foundation
import Media
import Stages
import Subtitles
import Telemetry
import Voices

/// Exit codes of the contract; each tells a script whether trying again helps.
enum Status: Int32 {
  case done = 0
  case failed = 1
  case wrongInput = 2
  case fallsShort = 3
  case spendingLimit = 4
  case interrupted = 130
}

/// How an error is told: sentences on stderr and an exit code.
struct Failure {
  var status: Status
  var sentences: [String]
  private var parserError: (any Error)?

  init(_ error: any Error) {
    status = .failed
    sentences = ["\(error)"]
    switch error {
    case let failure as RunFailure:
      sentences = Self.sentences(failure.failures)
      let causes = failure.failures.map { Failure($0.underlying).status }
      status =
        [.failed, .spendingLimit].first { causes.contains($0) } ?? causes.first ?? .failed
    case is Interrupted:
      status = .interrupted
    case is PipelineError, is InputError, is ConsentError, is SubtitleError, is UnfinishedLines,
      is TelemetryError, is UnknownLine:
      status = .wrongInput
    case let error as MediaError:
      status = error.blame == .input ? .wrongInput : .failed
    case let error as SpeechError where error.kind == .overLimit:
      status = .spendingLimit
    case let error as SpeechError:
      let inputs: [SpeechError.Kind] = [
        .missingVoice, .missingModel, .unauthorized, .unconsented,
      ]
      // Not installed is for people to mend; a network that is down may be up the next time.
      let isAbsent = error.kind == .unavailable && error.retry == .never
      status = isAbsent || inputs.contains(error.kind) ? .wrongInput : .failed
    case is StoreError, is DeliveryError, is LedgerError:
      status = .failed
    case let code as ExitCode:
      status = Status(rawValue: code.rawValue) ?? .failed
      sentences = []
    default:
      parserError = error
    }
  }

  /// One sentence a cause: a full disk stops every step in flight, and is one thing to mend.
  private static func sentences(_ failures: [StageFailure]) -> [String] {
    var order: [String] = []
    var steps: [String: [String]] = [:]
    for failure in failures {
      let cause = "\(failure.underlying)"
      if steps[cause] == nil { order.append(cause) }
      steps[cause, default: []].append(failure.step.label)
    }
    return order.map { cause in
      let labels = steps[cause] ?? []
      let more = labels.count > 1 ? " and \(labels.count - 1) more" : ""
      return "\(labels.first ?? "")\(more): \(cause)"
    }
  }

  /// Says it and returns the exit code.
  func report() -> Int32 {
    if let parserError { return Self.report(parser: parserError) }
    for sentence in sentences { Console.error(sentence) }
    return status.rawValue
  }

  /// Help and version go to stdout with 0; wrong arguments to stderr with 2, as for any wrong input.
  private static func report(parser error: any Error) -> Int32 {
    let code = Polydub.exitCode(for: error)
    let message = Polydub.fullMessage(for: error)
    guard code != .success else {
      print(message)
      return Status.done.rawValue
    }
    FileHandle.standardError.write(Data((message + "\n").utf8))
    return code == .validationFailure ? Status.wrongInput.rawValue : Status.failed.rawValue
  }
}
