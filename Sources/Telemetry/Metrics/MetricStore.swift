import CoreMetrics
import Engine

/// Every metric of a run by its name, with its series by their labels; also where other libraries' metrics may go.
final class MetricStore: MetricsFactory {
  /// What is known of all metrics of one name.
  struct Family {
    enum Kind: String { case counter, gauge, histogram }
    var kind: Kind
    var series: [[Label]: any Series] = [:]
  }

  struct Label: Hashable, Comparable {
    var name: String
    var value: String

    static func < (a: Label, b: Label) -> Bool { (a.name, a.value) < (b.name, b.value) }
  }

  private let families = Locked<[String: Family]>([:])

  var all: [String: Family] { families.withLock { $0 } }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter) { Amount() }
  }

  func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
    -> any FloatingPointCounterHandler
  {
    series(label, dimensions, .counter) { Amount() }
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge) { Amount() }
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool)
    -> any RecorderHandler
  {
    aggregate
      ? series(label, dimensions, .histogram) { Histogram() }
      : series(label, dimensions, .gauge) { Amount() }
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram) { Histogram() }
  }

  // A counter that nobody holds any more still counts: Prometheus wants the total.
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  /// The series of a name and its labels; one made otherwise under that name stays as it is, and this one is not shown.
  private func series<Kind: Series>(
    _ name: String, _ dimensions: [(String, String)], _ kind: Family.Kind, _ make: () -> Kind
  ) -> Kind {
    let labels = dimensions.map { Label(name: $0.0, value: $0.1) }.sorted()
    return families.withLock { families in
      var family = families[name] ?? Family(kind: kind)
      if let known = family.series[labels] as? Kind { return known }
      let made = make()
      guard family.kind == kind else { return made }
      family.series[labels] = made
      families[name] = family
      return made
    }
  }
}
