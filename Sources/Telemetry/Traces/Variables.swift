import Foundation

/// Settings out of the environment; an empty one counts as none.
///
/// They may be meant for other programs: one that cannot be read here is a warning, and counts as not set.
struct Variables {
  /// Sentences on what cannot be read; no values, which may be keys.
  private(set) var warnings: [String] = []
  private let all: [String: String]

  init(_ environment: [String: String]) { all = environment }

  subscript(name: String) -> String? {
    guard let value = all[name]?.trimmingCharacters(in: .whitespaces), !value.isEmpty else {
      return nil
    }
    return value
  }

  mutating func warn(_ sentence: String) { warnings.append(sentence) }

  /// The variable for traces alone where it is set, else the one for all of OTLP.
  func own(_ name: String) -> String {
    let own = "OTEL_EXPORTER_OTLP_TRACES_\(name)"
    return self[own] == nil ? "OTEL_EXPORTER_OTLP_\(name)" : own
  }

  mutating func choice(_ name: String, _ words: [String]) -> String? {
    guard let word = self[name]?.lowercased() else { return nil }
    guard words.contains(word) else {
      warn("\(name) is ignored: polydub knows \(words.joined(separator: ", ")). Set one of them.")
      return nil
    }
    return word
  }

  mutating func count(_ name: String, usual: Int) -> Int {
    guard let text = self[name] else { return usual }
    guard let number = Int(text), (1...1_000_000).contains(number) else {
      warn("\(name) is ignored: set it to a whole number from 1 to 1000000.")
      return usual
    }
    return number
  }

  mutating func milliseconds(_ name: String, usual: Duration) -> Duration {
    let count = count(name, usual: 0)
    return count == 0 ? usual : .milliseconds(count)
  }

  /// `name=value,name=value`, percent-encoded; nil stands for a part that is no pair.
  func pairs(_ name: String) -> [(name: String, value: String)?] {
    (self[name] ?? "").split(separator: ",").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        let side = $0.trimmingCharacters(in: .whitespaces)
        return side.removingPercentEncoding ?? side
      }
      return sides.count == 2 && !sides[0].isEmpty ? (sides[0], sides[1]) : nil
    }
  }
}
