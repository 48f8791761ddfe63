import Foundation

/// Settings out of the environment; an empty one counts as none.
struct Variables {
  private let all: [String: String]

  init(_ environment: [String: String]) { all = environment }

  subscript(name: String) -> String? {
    guard let value = all[name]?.trimmingCharacters(in: .whitespaces), !value.isEmpty else {
      return nil
    }
    return value
  }

  /// The variable for traces alone where it is set, else the one for all of OTLP.
  func own(_ name: String) -> String {
    let own = "OTEL_EXPORTER_OTLP_TRACES_\(name)"
    return self[own] == nil ? "OTEL_EXPORTER_OTLP_\(name)" : own
  }

  func choice(_ name: String, _ words: [String]) throws(TelemetryError) -> String? {
    guard let word = self[name]?.lowercased() else { return nil }
    guard words.contains(word) else {
      throw TelemetryError(
        description:
          "\(name) must be one of \(words.joined(separator: ", ")); unset it for the usual.")
    }
    return word
  }

  func count(_ name: String, usual: Int) throws(TelemetryError) -> Int {
    guard let text = self[name] else { return usual }
    guard let number = Int(text), (1...1_000_000).contains(number) else {
      throw TelemetryError(description: "\(name) must be a whole number from 1 to 1000000.")
    }
    return number
  }

  func milliseconds(_ name: String, usual: Duration) throws(TelemetryError) -> Duration {
    guard self[name] != nil else { return usual }
    return .milliseconds(try count(name, usual: 0))
  }

  /// `name=value,name=value`, percent-encoded.
  func pairs(_ name: String) throws(TelemetryError) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for part in (self[name] ?? "").split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces).removingPercentEncoding ?? String($0)
      }
      // The value may be a key, and is not shown.
      guard sides.count == 2 else {
        throw TelemetryError(description: "\(name) must be pairs such as `name=value,name=value`.")
      }
      pairs.append((sides[0], sides[1]))
    }
    return pairs
  }
}
