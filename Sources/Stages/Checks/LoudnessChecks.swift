import Dubbing
import Foundation

extension Expectation {
  /// Whether a finished track is as loud as it shall be, and no louder at its peaks.
  func loudnessChecks(_ heard: Loudness, dialogue: Int?) -> [Check] {
    let peak = Check(
      "\(language): true peak under \(tenths(goal.truePeak)) dBTP",
      passed: heard.truePeak <= goal.truePeak, detail: "\(tenths(heard.truePeak)) dBTP")
    guard let aim, let level = goal.level else { return [peak] }
    guard goal.dialogue == nil else {
      return [peak, check("dialogue loudness", dialogue, against: level)]
    }
    return [peak, check("loudness", heard.integrated, against: aim)]
  }

  private func check(_ what: String, _ heard: Int?, against level: Int) -> Check {
    Check(
      "\(language): \(what) \(tenths(level)) LUFS",
      passed: heard.map { abs($0 - level) <= goal.tolerance } ?? false,
      detail: heard.map { "\(tenths($0)) LUFS" } ?? "nothing to measure")
  }

  /// Hundredths as people read them.
  private func tenths(_ hundredths: Int) -> String {
    String(format: "%.1f", Double(hundredths) / 100).replacingOccurrences(of: "-", with: "−")
  }
}
