import Engine
import Instrumentation
import ServiceContextModule
import Tracing

/// Makes spans and hands those that are over to an exporter.
struct RunTracer: Tracer {
  let exporter: SpanExporter

  func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> RunSpan {
    RunSpan(
      operationName, in: context(), kind: kind, start: instant().nanosecondsSinceEpoch,
      exporter: exporter)
  }

  func forceFlush() { exporter.hurry() }

  /// Whom a request is part of, from W3C's `traceparent`.
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let text = extractor.extract(key: "traceparent", from: carrier),
      let parent = TraceParent(text)
    else { return }
    context.parent = parent
  }

  func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let parent = context.parent else { return }
    injector.inject(parent.header, forKey: "traceparent", into: &carrier)
  }
}

/// Something in progress.
final class RunSpan: Span {
  let context: ServiceContext
  private let state: Locked<SpanRecord?>
  private let draft: Locked<(name: String, attributes: SpanAttributes)>
  private let exporter: SpanExporter

  init(
    _ name: String, in context: ServiceContext, kind: SpanKind, start: UInt64,
    exporter: SpanExporter, trace: @autoclosure () -> Identifier = .random(bytes: 16)
  ) {
    let parent = context.parent
    let this = TraceParent(
      trace: parent?.trace ?? trace(), span: .random(bytes: 8), isSampled: true)
    var inner = context
    inner.parent = this
    self.context = inner
    self.exporter = exporter
    draft = Locked((name, [:]))
    state = Locked(
      SpanRecord(
        trace: this.trace, span: this.span, parent: parent?.span, name: name, kind: kind,
        start: start, end: start, attributes: [], events: [], status: nil, message: ""))
  }

  var isRecording: Bool { state.withLock { $0 != nil } }

  var operationName: String {
    get { draft.withLock { $0.name } }
    set { draft.withLock { $0.name = newValue } }
  }

  var attributes: SpanAttributes {
    get { draft.withLock { $0.attributes } }
    set { draft.withLock { $0.attributes = newValue } }
  }

  func setStatus(_ status: SpanStatus) {
    state.withLock {
      $0?.status = status.code
      $0?.message = status.message ?? ""
    }
  }

  func addEvent(_ event: SpanEvent) {
    state.withLock {
      $0?.events.append((event.name, event.nanosecondsSinceEpoch, event.attributes.pairs))
    }
  }

  /// Its class only: what it says may be for people and nobody else.
  func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    var attributes = attributes
    attributes["exception.type"] = failureClass(error)
    addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
  }

  /// Not told: nothing here has more than one cause.
  func addLink(_ link: SpanLink) {}

  func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let (name, attributes) = draft.withLock { $0 }
    let over = state.withLock { state in
      defer { state = nil }
      return state
    }
    guard var over else { return }
    over.name = name
    over.attributes = attributes.pairs
    over.end = max(over.start, instant().nanosecondsSinceEpoch)
    exporter.add(over)
  }
}
