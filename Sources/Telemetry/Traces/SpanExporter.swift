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
    var lost = 0
    var reason: String?
    var timer: Task<Void, Never>?
  }

  private let settings: TraceSettings
  private let version: String
  private let state = Locked(State())

  init(_ settings: TraceSettings, version: String) {
    self.settings = settings
    self.version = version
  }

  func add(_ span: SpanRecord) {
    let (queue, batch) = (settings.queue, settings.batch)
    let isDue = state.withLock { state in
      guard state.waiting.count < queue else {
        state.lost += 1
        state.reason = state.reason ?? "they came faster than they were taken"
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
  /// - Returns: how many spans were lost, and why.
  func finish() async -> (lost: Int, reason: String)? {
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
      let lost = state.lost + state.underway + state.waiting.count
      return lost == 0 ? nil : (lost, state.reason ?? "there was no time left to send them")
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
      let reason = await send(batch)
      state.withLock {
        $0.underway = 0
        guard let reason else { return }
        $0.lost += batch.count
        $0.reason = reason
      }
    }
    state.withLock { $0.isSending = false }
  }

  /// Why it did not work, where it did not. A collector that is busy is asked again, as OTLP says.
  private func send(_ batch: [SpanRecord]) async -> String? {
    let request = request(for: batch)
    var reason = ""
    for pause in [Duration.zero, .milliseconds(500), .seconds(1)] {
      do { try await Task.sleep(for: pause) } catch { return reason }
      do throws(TransportError) {
        let answer = try await Client.shared.send(request)
        if answer.isSuccess { return nil }
        reason = "the collector answered with status \(answer.status)"
        guard [429, 502, 503, 504].contains(answer.status) else { return reason }
      } catch {
        reason = error.description
        guard error.kind == .unreachable || error.kind == .broken else { return reason }
      }
    }
    return reason
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
      settings.url, headers: headers, body: body,
      limits: .init(connect: timeout, idle: timeout, total: timeout, bytes: 1 << 20))
  }
}
