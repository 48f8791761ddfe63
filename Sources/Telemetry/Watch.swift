import Engine
import Foundation
import Voices

/// Follows the steps and calls of a run and tells each sink of their beginnings and ends.
final class Watch: Journal, CallWatcher {
  private let sinks: [any Sink]
  private let steps = Locked(Steps())

  private struct Steps {
    var begun: [String: Moment] = [:]
    /// Labels that have been counted: what was made early in a run is found again later in it.
    var counted: Set<String> = []
  }

  init(_ sinks: [any Sink]) { self.sinks = sinks }

  func record(_ event: Event) {
    switch event {
    case .expected, .damaged: break
    case .started(let step):
      let moment = Moment.now
      steps.withLock { $0.begun[step.label] = moment }
      for sink in sinks { sink.began(step, at: moment) }
    case .kept(let step, let key): end(step, .kept, key)
    case .made(let step, let key): end(step, .made, key)
    case .failed(let step, let error, let key): end(step, .failed(error), key)
    }
  }

  private func end(_ step: Step, _ result: StepEnd.Result, _ key: Digest?) {
    let (begun, isNew) = steps.withLock {
      ($0.begun.removeValue(forKey: step.label), $0.counted.insert(step.label).inserted)
    }
    if case .kept = result, !isNew { return }
    let end = StepEnd(
      step: step, result: result, key: key, begun: begun ?? .now, duration: begun?.elapsed)
    for sink in sinks { sink.ended(end) }
  }

  func began(_ call: Call) -> CallTicket {
    let (step, moment, sinks) = (Step.current, Moment.now, sinks)
    for sink in sinks { sink.began(call, in: step) }
    return CallTicket { outcome in
      let end = CallEnd(
        call: call, outcome: outcome, step: step, begun: moment, duration: moment.elapsed)
      for sink in sinks { sink.ended(end) }
    }
  }
}

/// Somewhere the news of a run go; told from any thread, and quick about it.
protocol Sink: Sendable {
  /// Which run of the ledger this is.
  func numbered(_ number: Int64)
  func began(_ step: Step, at moment: Moment)
  func ended(_ step: StepEnd)
  func began(_ call: Call, in step: Step?)
  func ended(_ call: CallEnd)
  /// Sends out what waits; returns sentences on what could not be told.
  func end(_ ending: Telemetry.Ending) async -> [String]
}

/// A step that is over.
struct StepEnd: Sendable {
  enum Result: Sendable {
    case made, kept
    case failed(any Error)
  }
  var step: Step
  var result: Result
  /// The hash of all that went into it, where it came so far.
  var key: Digest?
  var begun: Moment
  /// nil where nothing ran.
  var duration: Duration?

  /// `made`, `kept` or `failed`.
  var word: String {
    switch result {
    case .made: "made"
    case .kept: "kept"
    case .failed: "failed"
    }
  }
}

/// A call that is over.
struct CallEnd: Sendable {
  var call: Call
  var outcome: CallOutcome
  var step: Step?
  var begun: Moment
  var duration: Duration

  /// What the service should charge for it, in billionths of the tariff's currency.
  var estimatedNanos: Int { call.characters * call.tariff.nanosPerCharacter }
  /// What was billed, at list price.
  var nanos: Int { outcome.characters * call.tariff.nanosPerCharacter }
  /// How often the text had been asked before.
  var retries: Int { call.attempt - 1 }
}

/// A point in time for people, and one that no change of the clock moves.
struct Moment: Hashable, Comparable, Sendable {
  /// Nanoseconds since 1970, UTC.
  var nanos: UInt64
  private var steady: ContinuousClock.Instant

  static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(
      nanos: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec), steady: .now)
  }

  static func < (a: Moment, b: Moment) -> Bool { a.nanos < b.nanos }

  var elapsed: Duration { steady.duration(to: .now) }
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
  var nanos: UInt64 { UInt64(max(0, self / .nanoseconds(1))) }
  /// Whole milliseconds, rounded.
  var milliseconds: Int { Int((self / .milliseconds(1)).rounded()) }
}
