public import Engine

/// What a run made anew and what it took from earlier ones: the sentence every run ends with.
public struct RerunProof: Codable, Hashable, Sendable {
  /// Lines of all languages, those that were not lines of the run before, and those nobody had to speak.
  public var lines = 0
  public var changed = 0
  public var reused = 0
  public var calls: Int
  /// Lines a free voice spoke again at another pace.
  public var respoken: Int
  public var tracks = 0
  public var rebuilt = 0
  /// With their currency, `0.0004 USD`; nil where no voice is paid.
  public var spent: String?
  public var saved: String?
  public var sentence = ""
  /// Whether there was a run before it to compare with.
  public var isRerun: Bool

  /// - Parameters:
  ///   - before: what the pipeline ran the time before.
  ///   - saved: what the lines that were kept cost when they were bought.
  ///   - isDone: whether the run came to its end.
  public init(
    _ events: [Event], before: RunRecord, spent: Tally.Spent, saved: Bill, end: RunEnd
  ) {
    calls = spent.calls
    respoken = spent.respoken
    isRerun = !before.steps.isEmpty
    count(events, before: before)
    let isPaid = !spent.bill.isNothing || !saved.isNothing
    if isPaid {
      self.spent =
        "\(spent.bill.amount) \(spent.bill.isNothing ? saved.currency : spent.bill.currency)"
      self.saved = "\(saved.amount) \(saved.currency)"
    }
    sentence = words(isFirst: before.steps.isEmpty, end: end)
  }

  /// Whether a run came to its end.
  public enum RunEnd: Sendable { case done, early }

  private mutating func count(_ events: [Event], before: RunRecord) {
    let known = Set(before.steps.values.lazy.filter { $0.stage == SpeakLine.name }.map(\.key))
    var keys: [String: Digest] = [:]
    var made: Set<String> = []
    var tracks: [String: Bool] = [:]
    var expected: [String: Int] = [:]
    for event in events {
      switch event {
      case .expected(let label, let count) where label.hasSuffix("/speak"): expected[label] = count
      case .made(let step, let key):
        if step.isLine { (keys[step.label], _) = (key, made.insert(step.label)) }
        if step.isTrack { tracks[step.label] = true }
      case .kept(let step, let key):
        if step.isLine { keys[step.label] = key }
        if step.isTrack { tracks[step.label] = tracks[step.label] ?? false }
      default: break
      }
    }
    lines = max(expected.values.reduce(0, +), keys.count)
    changed = keys.values.count { !known.contains($0) }
    reused = keys.count - made.count
    (self.tracks, rebuilt) = (tracks.count, tracks.values.count { $0 })
  }

  private func words(isFirst: Bool, end: RunEnd) -> String {
    var parts = ["\(calls) \(calls == 1 ? "call" : "calls")"]
    if respoken > 0 { parts.append("\(respoken) spoken again to fit") }
    if !isFirst || reused > 0 { parts.append("\(reused) reused") }
    if end == .done {
      parts.append(
        "\(rebuilt) of \(tracks) \(tracks == 1 ? "track" : "tracks") \(isFirst ? "built" : "rebuilt")"
      )
    }
    if let spent, let saved {
      parts.append("\(spent) spent")
      let money = saved.split(separator: " ")
      let isSame = money.count == 2 && spent.hasSuffix(" \(money[1])")
      parts.append(isSame ? "\(money[0]) saved" : "\(saved) saved")
    }
    let list = parts.joined(separator: ", ")
    let noun = lines == 1 ? "line" : "lines"
    guard end == .done else { return "stopped before the end of \(lines) \(noun): \(list)" }
    if isFirst { return "first run, \(lines) \(noun): \(list)" }
    return "\(changed) of \(lines) \(noun) changed: \(list)"
  }
}

extension Step {
  /// Whether it speaks a line for the first time, and not once more at another pace.
  var isLine: Bool {
    stage == SpeakLine.name && label.split(separator: "/").dropFirst().first == "speak"
  }
  /// Whether it finishes the track of a language.
  var isTrack: Bool { stage == EncodeTrack.name }
}
