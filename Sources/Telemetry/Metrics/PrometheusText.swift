/// Metrics in the text format of Prometheus, version 0.0.4, families and series in order of their names.
///
/// Source: prometheus.io, “Exposition formats”.
func prometheusText(_ families: [String: MetricStore.Family], help: [String: String]) -> String {
  var text = ""
  for (name, family) in families.sorted(by: { $0.key < $1.key }) {
    if let help = help[name] { text += "# HELP \(name) \(help)\n" }
    text += "# TYPE \(name) \(family.kind.rawValue)\n"
    for (labels, series) in family.series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for sample in series.samples {
        let all = labels + (sample.extra.map { [$0] } ?? [])
        text += "\(name)\(sample.suffix)\(written(all)) \(prometheusNumber(sample.value))\n"
      }
    }
  }
  return text
}

/// Whole numbers without a point, so that counts look like counts.
func prometheusNumber(_ value: Double) -> String {
  guard value.magnitude < 1e15, value == value.rounded() else { return "\(value)" }
  return "\(Int(value))"
}

private func written(_ labels: [MetricStore.Label]) -> String {
  guard !labels.isEmpty else { return "" }
  return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
}

private func escaped(_ value: String) -> String {
  var escaped = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\\": escaped += "\\\\"
    case "\"": escaped += "\\\""
    case "\n": escaped += "\\n"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
