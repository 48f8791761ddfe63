import Engine
import ServiceContextModule
import Tracing
import Voices

/// A span for the run, one for each step that was made or failed within it, and one for each call within its step.
final class RunTrace: Sink {
  private let exporter: SpanExporter
  private let tracer: RunTracer
  private let root: RunSpan
  private let job: Job
  private let began = Moment.now
  private let state = Locked(State())

  private struct State {
    /// Steps in progress, by their labels.
    var steps: [String: OpenStep] = [:]
    var counts: [String: Int] = [:]
  }

  /// A step, and the calls it made: they wait for its key, which is known when it is made.
  private struct OpenStep {
    var span: RunSpan
    var calls: [(span: RunSpan, end: Moment)] = []

    /// - Parameter key: the hash of all that went into the step.
    func endCalls(_ key: Digest?) {
      for call in calls {
        if let key { call.span.updateAttributes { $0["polydub.key"] = key.rawValue } }
        call.span.end(at: call.end)
      }
    }
  }

  init(_ settings: TraceSettings, job: Job) {
    exporter = SpanExporter(settings, version: job.version)
    tracer = RunTracer(exporter: exporter)
    self.job = job
    var context = ServiceContext.topLevel
    context.parent = settings.parent
    root = RunSpan(
      "polydub \(job.command)", in: context, kind: .internal, start: began.nanos,
      exporter: exporter, trace: settings.trace)
    root.updateAttributes { $0["polydub.run"] = job.run }
  }

  func numbered(_ number: Int64) {
    root.updateAttributes { $0["polydub.run.number"] = number }
  }

  func began(_ step: Step, at moment: Moment) {
    let span = tracer.startSpan("step \(step.stage)", context: root.context, at: moment)
    state.withLock { $0.steps[step.label] = OpenStep(span: span) }
  }

  func ended(_ end: StepEnd) {
    let open = state.withLock { state in
      state.counts[end.word, default: 0] += 1
      return state.steps.removeValue(forKey: end.step.label)
    }
    open?.endCalls(end.key)
    // What was kept took no time: it is counted, and would only bury what was made.
    if case .kept = end.result { return }
    let span =
      open?.span
      ?? tracer.startSpan("step \(end.step.stage)", context: root.context, at: end.begun)
    span.updateAttributes {
      $0["polydub.run"] = job.run
      $0["polydub.step"] = end.step.label
      $0["polydub.stage"] = end.step.stage
      if let key = end.key { $0["polydub.key"] = key.rawValue }
      if let duration = end.duration { $0["polydub.processing_ms"] = duration.milliseconds }
    }
    if case .failed(let error) = end.result { fail(span, failureClass(error)) }
    span.end(at: end.begun.later(by: end.duration ?? .zero))
  }

  func began(_ call: Call, in step: Step?) {}

  func ended(_ end: CallEnd) {
    let step = end.step.flatMap { step in state.withLock { $0.steps[step.label]?.span } }
    let span = tracer.startSpan(
      "call \(end.call.provider)", context: (step ?? root).context, ofKind: .client, at: end.begun)
    span.updateAttributes { describe(end, in: &$0) }
    if let failure = end.outcome.failure { fail(span, failure.rawValue) }
    let over = end.begun.later(by: end.duration)
    let isHeld = state.withLock { state in
      guard let label = end.step?.label, state.steps[label] != nil else { return false }
      state.steps[label]?.calls.append((span, over))
      return true
    }
    if !isHeld { span.end(at: over) }
  }

  func end(_ ending: Telemetry.Ending) async -> [String] {
    let (counts, open) = state.withLock { ($0.counts, $0.steps.values) }
    for step in open { step.endCalls(nil) }
    root.updateAttributes {
      $0["polydub.exit_code"] = ending.status
      for (word, count) in counts { $0["polydub.steps.\(word)"] = count }
    }
    if let failure = ending.failure { fail(root, failure) }
    root.end(at: began.later(by: began.elapsed))
    return await exporter.finish().complaints
  }

  private func describe(_ end: CallEnd, in attributes: inout SpanAttributes) {
    let (call, outcome) = (end.call, end.outcome)
    attributes["polydub.run"] = job.run
    if let step = end.step { attributes["polydub.step"] = step.label }
    attributes["polydub.provider"] = call.provider
    attributes["polydub.model"] = call.model
    attributes["polydub.voice"] = call.voice
    attributes["polydub.language"] = call.language
    attributes["polydub.characters"] = call.characters
    attributes["polydub.characters.billed"] = outcome.characters
    attributes["polydub.cost.estimated"] = Double(end.estimatedNanos) / 1e9
    attributes["polydub.cost"] = Double(end.nanos) / 1e9
    attributes["polydub.currency"] = call.tariff.currency
    attributes["polydub.processing_ms"] = end.duration.milliseconds
    attributes["polydub.retries"] = end.retries
    if let delay = outcome.firstAudio { attributes["polydub.first_audio_ms"] = delay.milliseconds }
    if let delay = outcome.connecting { attributes["polydub.connect_ms"] = delay.milliseconds }
    if let request = outcome.request { attributes["polydub.request"] = request }
    if let revision = outcome.revision { attributes["polydub.revision"] = revision }
  }

  /// The class of the failure: its sentence is for people.
  private func fail(_ span: RunSpan, _ failure: String) {
    span.updateAttributes { $0["error.type"] = failure }
    span.setStatus(SpanStatus(code: .error, message: failure))
  }
}

extension Moment: TracerInstant {
  var nanosecondsSinceEpoch: UInt64 { nanos }

  func later(by duration: Duration) -> Moment {
    var later = self
    later.nanos += duration.nanos
    return later
  }
}
