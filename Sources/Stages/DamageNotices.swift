public import Engine
import Foundation

/// What was damaged in the store and had to be made again, as sentences.
public func damageNotices(_ events: [Event]) -> [String] {
  var (lines, others): (Set<String>, Set<String>) = ([], [])
  for case .damaged(let step) in events {
    if step.stage == SpeakLine.name { lines.insert(step.label) } else { others.insert(step.label) }
  }
  func named(_ labels: Set<String>) -> String {
    let first = labels.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.prefix(10)
    let rest = labels.count - first.count
    return first.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
  var sentences: [String] = []
  if !lines.isEmpty {
    sentences.append(
      "The store's takes of \(named(lines)) are damaged or gone: these lines have to be spoken again. "
        + "Check the disk; `polydub store verify` names every damaged file.")
  }
  if !others.isEmpty {
    sentences.append(
      "Files of the store were damaged or gone, and what was in them is made again: \(named(others))."
    )
  }
  return sentences
}
