import Engine
import Foundation

/// Shows a run as it goes: a bar per language on a terminal, a line per finished stage elsewhere.
final class Progress: Journal {
  enum Style { case shown, hidden }

  private struct Row {
    var stage = ""
    var done = 0
    var expected = 0
    var spoken = 0
    var began = Date()
  }

  private struct State {
    var order: [String] = []
    /// By name and stage: two stages of a language may run side by side.
    var rows: [String: Row] = [:]
    /// The one that moved last, by name.
    var current: [String: String] = [:]
    var drawn = 0
    var last = Date.distantPast
  }

  private let isShown: Bool
  private let state = Locked(State())

  init(_ style: Style) { isShown = style == .shown }

  func record(_ event: Event) {
    guard isShown else { return }
    state.withLock { state in
      switch event {
      case .expected(let label, let count): expect(label, count, &state)
      case .started: break
      case .kept(let step, _): finish(step, wasMade: false, &state)
      case .made(let step, _): finish(step, wasMade: true, &state)
      case .failed, .damaged: break
      }
      if Console.isTerminal, Date().timeIntervalSince(state.last) > 0.1 { draw(&state) }
    }
  }

  /// Above the bars, which are drawn anew below it.
  func notice(_ sentence: String) {
    state.withLock { state in
      Console.line(sentence)
      state.drawn = 0
    }
  }

  /// Leaves the last picture standing.
  func end() {
    guard isShown, Console.isTerminal else { return }
    state.withLock { draw(&$0) }
  }

  private func row(of label: String) -> (name: String, stage: String) {
    let parts = label.split(separator: "/").map(String.init)
    return parts.count > 1 ? (parts[0], parts[1]) : ("film", parts.first ?? "")
  }

  private func expect(_ label: String, _ count: Int, _ state: inout State) {
    let (name, stage) = row(of: label)
    update(name, stage, &state) { $0 = Row(stage: stage, expected: count) }
  }

  private func finish(_ step: Step, wasMade: Bool, _ state: inout State) {
    let (name, stage) = row(of: step.label)
    update(name, stage, &state) { row in
      row.done += 1
      if wasMade { row.spoken += 1 }
    }
    guard let row = state.rows["\(name)/\(stage)"], row.done == row.expected, row.spoken > 0,
      !Console.isTerminal
    else { return }
    let count = row.expected > 1 ? " \(row.spoken) of \(row.expected)" : ""
    Console.line("\(name): \(stage)\(count)")
  }

  private func update(
    _ name: String, _ stage: String, _ state: inout State, _ change: (inout Row) -> Void
  ) {
    if state.current[name] == nil { state.order.append(name) }
    state.current[name] = "\(name)/\(stage)"
    change(&state.rows["\(name)/\(stage)", default: Row(stage: stage, expected: 1)])
  }

  private func draw(_ state: inout State) {
    state.last = Date()
    var text = state.drawn > 0 ? "\u{1B}[\(state.drawn)A" : ""
    for name in state.order {
      guard let row = state.current[name].flatMap({ state.rows[$0] }) else { continue }
      text += "\u{1B}[2K" + line(name, row) + "\n"
    }
    state.drawn = state.order.count
    Console.write(text)
  }

  private func line(_ name: String, _ row: Row) -> String {
    let width = 24
    let filled = row.expected > 0 ? min(width, width * row.done / row.expected) : 0
    let bar =
      Console.painted(String(repeating: "█", count: filled), .green)
      + Console.painted(String(repeating: "░", count: width - filled), .grey)
    let label = name.padding(toLength: max(6, name.count), withPad: " ", startingAt: 0)
    guard row.expected > 1 else { return "\(label) \(bar) \(row.stage)" }
    let seconds = Date().timeIntervalSince(row.began)
    let rate = seconds > 0.2 ? Double(row.done) / seconds : 0
    let left = rate > 0 ? Double(row.expected - row.done) / rate : 0
    return String(
      format: "%@ %@ %@ %d/%d  %.1f/s  %d:%02d left", label, bar, row.stage, row.done,
      row.expected, rate, Int(left) / 60, Int(left) % 60)
  }
}

extension Journals {
  func notice(_ sentence: String) { for journal in all { journal.notice(sentence) } }
}
