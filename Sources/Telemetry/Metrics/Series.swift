import CoreMetrics
import Engine

/// The values of one metric with one set of labels.
protocol Series: AnyObject, Sendable {
  /// Suffixes of the name, labels beyond those of the series, and values.
  var samples: [(suffix: String, extra: MetricStore.Label?, value: Double)] { get }
}

/// A number that is counted up, or set.
final class Amount: Series, CounterHandler, FloatingPointCounterHandler, MeterHandler,
  RecorderHandler
{
  private let value = Locked(0.0)

  var samples: [(suffix: String, extra: MetricStore.Label?, value: Double)] {
    [("", nil, value.withLock { $0 })]
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
  func reset() { set(0.0) }
}

/// How many values were at most so large, for seconds from a hundredth to ten minutes.
final class Histogram: Series, TimerHandler, RecorderHandler {
  static let bounds = [
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
  ]

  private struct State {
    /// The last is beyond every bound.
    var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    var sum = 0.0
  }
  private let state = Locked(State())

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let place = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
    state.withLock {
      $0.counts[place] += 1
      $0.sum += value
    }
  }

  var samples: [(suffix: String, extra: MetricStore.Label?, value: Double)] {
    let state = state.withLock { $0 }
    var total = 0
    var samples: [(suffix: String, extra: MetricStore.Label?, value: Double)] = []
    for (index, count) in state.counts.enumerated() {
      total += count
      let bound = index < Self.bounds.count ? prometheusNumber(Self.bounds[index]) : "+Inf"
      samples.append(("_bucket", .init(name: "le", value: bound), Double(total)))
    }
    return samples + [("_sum", nil, state.sum), ("_count", nil, Double(total))]
  }
}
