import CoreMetrics
import Engine
import Foundation
import Voices

/// Counts the news of a run, and keeps a file that Prometheus' text file collector reads.
final class RunMetrics: Sink {
  private let store = MetricStore()
  private let path: String
  private let failures = Locked(0)
  private let beat = Locked<Task<Void, Never>?>(nil)

  init(file: String, job: Job, every interval: Duration = .seconds(5)) {
    path = file
    self.job = job
    gauge(.began, job.command).record(Double(Moment.now.nanos) / 1e9)
    write()
    beat.withLock {
      $0 = Task { [weak self] in
        while true {
          do { try await Task.sleep(for: interval) } catch { return }
          self?.write()
        }
      }
    }
  }

  private let job: Job

  func numbered(_ number: Int64) {}
  func began(_ step: Step, at moment: Moment) {}
  func began(_ call: Call, in step: Step?) {}

  func ended(_ end: StepEnd) {
    counter(.steps, [("stage", end.step.stage), ("result", end.word)]).increment(by: 1)
    guard case .made = end.result, let duration = end.duration else { return }
    timer(.stepSeconds, [("stage", end.step.stage)]).recordSeconds(duration.seconds)
  }

  func ended(_ end: CallEnd) {
    let service = [("provider", end.call.provider), ("model", end.call.model)]
    let result = end.outcome.failure?.rawValue ?? "ok"
    counter(.calls, service + [("result", result)]).increment(by: 1)
    if end.retries > 0 { counter(.retries, service).increment(by: 1) }
    counter(.characters, service).increment(by: end.outcome.characters)
    FloatingPointCounter(
      label: MetricName.cost.rawValue,
      dimensions: service + [("currency", end.call.tariff.currency)], factory: store
    ).increment(by: Double(end.nanos) / 1e9)
    timer(.callSeconds, service).recordSeconds(end.duration.seconds)
    if let connecting = end.outcome.connecting {
      timer(.connectSeconds, service).recordSeconds(connecting.seconds)
    }
    if let firstAudio = end.outcome.firstAudio {
      timer(.firstAudioSeconds, service).recordSeconds(firstAudio.seconds)
    }
  }

  func end(_ ending: Telemetry.Ending) async -> [String] {
    beat.withLock { $0?.cancel() }
    gauge(.ended, job.command).record(Double(Moment.now.nanos) / 1e9)
    gauge(.status, job.command).record(ending.status)
    write()
    guard failures.withLock({ $0 }) > 0 else { return [] }
    return ["\(path): the metrics could not be written. Check its folder and the space left."]
  }

  private func counter(_ name: MetricName, _ labels: [(String, String)]) -> Counter {
    Counter(label: name.rawValue, dimensions: labels, factory: store)
  }

  private func gauge(_ name: MetricName, _ command: String) -> Gauge {
    Gauge(label: name.rawValue, dimensions: [("command", command)], factory: store)
  }

  private func timer(_ name: MetricName, _ labels: [(String, String)]) -> CoreMetrics.Timer {
    CoreMetrics.Timer(label: name.rawValue, dimensions: labels, factory: store)
  }

  /// Beside, then renamed: a collector never reads half a file.
  private func write() {
    let text = prometheusText(store.all, help: MetricName.help)
    let draft = "\(path).\(getpid())"
    let isWritten =
      FileManager.default.createFile(
        atPath: draft, contents: Data(text.utf8), attributes: [.posixPermissions: 0o644])
      && rename(draft, path) == 0
    failures.withLock { $0 = isWritten ? 0 : $0 + 1 }
    if !isWritten { unlink(draft) }
  }
}
