import Dubbing
import Voices

extension Providers {
  /// What is to be known of the models that speak these lines, each sentence once.
  func notices(of lines: [Line]) -> [String] {
    let voices = Set(lines.map(\.voice)).sorted { ($0.model, $0.name) < ($1.model, $1.name) }
    var seen: Set<String> = []
    return voices.flatMap { synthesizer(for: $0)?.notices ?? [] }.filter {
      seen.insert($0).inserted
    }
  }
}
