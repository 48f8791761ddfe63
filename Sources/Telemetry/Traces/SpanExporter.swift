import Engine
import Foundation
import Transport

/// Sends spans to a collector, in batches, beside the run: it holds so many in memory at most, and lets go of the rest.
final class SpanExporter: Sendable {
  private struct State {
    var waiting: [SpanRecord] = []
    var isSending = false
    /// Of the request that has no answer yet.
    var underway = 0
    var delivery = Delivery()
    var timer: Task<Void, Never>?
  }

  private let settings: TraceSettings
  private let version: String
  /// Before a busy collector is asked again, where it says nothing itself.
  private let pauses: [Duration]
  private let state = Locked(State())

  init(
    _ settings: TraceSettings, version: String,
    pauses: [Duration] = [.milliseconds(500), .seconds(1)]
  ) {
    self.settings = settings
    self.version = version
    self.pauses = pauses
  }

  func add(_ span: SpanRecord) {
    let (queue, batch) = (settings.queue, settings.batch)
    let isDue = state.withLock { state in
      guard state.waiting.count < queue else {
        state.delivery.lost += 1
        state.delivery.reason = state.delivery.reason ?? "they came faster than they were taken"
        return false
      }
      state.waiting.append(span)
      return state.waiting.count >= batch
    }
    if isDue { hurry() } else { wait() }
  }

  /// Sends what waits, unless that is being done.
  func hurry() {
    let isFree = state.withLock { state in
      defer { state.isSending = true }
      return !state.isSending
    }
    guard isFree else { return }
    Task { await sendAll() }
  }

  /// Sends what is left, for as long as one request may take.
  ///
  /// - Returns: what did not get through.
  func finish() async -> Delivery {
    state.withLock { $0.timer?.cancel() }
    let limit = ContinuousClock.now + settings.timeout
    let work = Task {
      while state.withLock({ $0.isSending }) { try await Task.sleep(for: .milliseconds(5)) }
      state.withLock { $0.isSending = true }
      await sendAll()
    }
    let alarm = Task {
      try await Task.sleep(until: limit)
      work.cancel()
    }
    _ = await work.result
    alarm.cancel()
    return state.withLock { state in
      var delivery = state.delivery
      delivery.lost += state.underway + state.waiting.count
      return delivery
    }
  }

  /// Not each span by itself: the first that waits sets the clock.
  private func wait() {
    let delay = settings.delay
    state.withLock { state in
      guard state.timer == nil else { return }
      state.timer = Task { [weak self] in
        do { try await Task.sleep(for: delay) } catch { return }
        self?.state.withLock { $0.timer = nil }
        self?.hurry()
      }
    }
  }

  private func sendAll() async {
    while !Task.isCancelled {
      let batch = state.withLock { state in
        let batch = Array(state.waiting.prefix(settings.batch))
        state.waiting.removeFirst(batch.count)
        state.underway = batch.count
        if batch.isEmpty { state.isSending = false }
        return batch
      }
      guard !batch.isEmpty else { return }
      let delivery = await send(batch)
      state.withLock {
        $0.underway = 0
        $0.delivery.add(delivery)
      }
    }
    state.withLock { $0.isSending = false }
  }

  /// A collector that is busy is asked again, as OTLP says: when it asks for, or soon, and within the timeout.
  private func send(_ batch: [SpanRecord]) async -> Delivery {
    var request = request(for: batch)
    let end = ContinuousClock.now + settings.timeout
    var pauses = pauses[...]
    while true {
      let (delivery, isBusy, wish) = await ask(request, batch.count)
      guard isBusy, let usual = pauses.popFirst() else { return delivery }
      let next = ContinuousClock.now + (wish ?? usual)
      guard next < end else { return delivery }
      do { try await Task.sleep(until: next) } catch { return delivery }
      request.limits.total = end - .now
    }
  }

  /// Asks once: what came of it, whether to ask again, and when.
  private func ask(_ request: Request, _ count: Int) async
    -> (Delivery, isBusy: Bool, wish: Duration?)
  {
    do throws(TransportError) {
      let answer = try await Client.shared.send(request)
      if answer.isSuccess {
        let partial = PartialSuccess(answer, asked: settings.form)
        let delivery = partial?.delivery(of: count, secrets: settings.headers.values)
        return (delivery ?? Delivery(), false, nil)
      }
      let reason = "the collector answered with status \(answer.status)"
      return (
        Delivery(lost: count, reason: reason), [429, 502, 503, 504].contains(answer.status),
        answer.retryAfter()
      )
    } catch {
      let isBusy = error.kind == .unreachable || error.kind == .broken
      return (Delivery(lost: count, reason: error.description), isBusy, nil)
    }
  }

  private func request(for batch: [SpanRecord]) -> Request {
    let (resource, timeout) = (settings.resource, settings.timeout)
    let isJSON = settings.form == .json
    var body =
      isJSON
      ? otlpJSON(batch, resource: resource, version: version)
      : otlpProtobuf(batch, resource: resource, version: version)
    var headers = settings.headers
    headers["Content-Type"] = isJSON ? "application/json" : "application/x-protobuf"
    if settings.compression == .gzip, let smaller = gzip(body) {
      body = smaller
      headers["Content-Encoding"] = "gzip"
    }
    return Request(
      settings.url, headers: headers, body: body, certificates: settings.certificates,
      limits: .init(connect: timeout, idle: timeout, total: timeout, bytes: 1 << 20))
  }
}
