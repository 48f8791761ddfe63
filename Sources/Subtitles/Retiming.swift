import Dubbing

/// Gives the units of an export the times of the subtitles they were translated from.
///
/// A unit belongs to the cue whose words it translates; equal words go in order. What is left over goes by its
/// number, and then by its place between units that are sure. A unit or a cue without a partner is refused.
struct Retiming {
  private let units: [TranslationUnit]
  private let timing: SubtitleOptions.Timing
  private let document: SubtitleDocument
  /// The cue of each unit.
  private var cues: [Int?]
  private var isTaken: [Bool]
  private var guessed: [Int] = []

  static func script(
    _ units: [TranslationUnit], over timing: SubtitleOptions.Timing, _ document: SubtitleDocument
  ) throws(SubtitleError) -> Script {
    var retiming = Retiming(units, timing, document)
    retiming.matchWords()
    retiming.matchNumbers()
    retiming.matchPlaces()
    return try retiming.script()
  }

  private init(
    _ units: [TranslationUnit], _ timing: SubtitleOptions.Timing, _ document: SubtitleDocument
  ) {
    self.units = units
    self.timing = timing
    self.document = document
    cues = Array(repeating: nil, count: units.count)
    isTaken = Array(repeating: false, count: timing.cues.count)
  }

  private mutating func matchWords() {
    var places: [String: [Int]] = [:]
    for (index, cue) in timing.cues.enumerated().reversed() {
      places[comparable(cue.text), default: []].append(index)
    }
    for (index, unit) in units.enumerated() where !unit.source.isEmpty {
      if let cue = places[comparable(unit.source)]?.popLast() { match(index, cue) }
    }
  }

  /// Numbers count cues from 1 in many tools, from 0 in some.
  private mutating func matchNumbers() {
    let numbers = units.map { Int($0.id) }
    let offset = sureOffset(numbers)
    for (index, number) in numbers.enumerated() where cues[index] == nil {
      guard let number, let offset, let cue = cue(number, offset) else { continue }
      guess(index, cue)
    }
  }

  /// What to take from a number to have its cue, if all units that are sure agree on it.
  private func sureOffset(_ numbers: [Int?]) -> Int? {
    var offsets: Set<Int> = []
    for (number, cue) in zip(numbers, cues) {
      if let number, let cue {
        offsets.insert(number.subtractingReportingOverflow(cue).partialValue)
      }
    }
    if offsets.isEmpty, numbers == Array(1...max(1, timing.cues.count)) { return 1 }
    return offsets.count == 1 ? offsets.first : nil
  }

  private func cue(_ number: Int, _ offset: Int) -> Int? {
    let (cue, overflow) = number.subtractingReportingOverflow(offset)
    return !overflow && isTaken.indices.contains(cue) && !isTaken[cue] ? cue : nil
  }

  /// Between two sure neighbours, as many units as cues are partners in order.
  private mutating func matchPlaces() {
    var index = 0
    while index < units.count {
      guard cues[index] == nil else {
        index += 1
        continue
      }
      let end = cues[index...].firstIndex { $0 != nil } ?? units.count
      let first = (index == 0 ? 0 : (cues[index - 1] ?? 0) + 1)
      let last = end == units.count ? isTaken.count : cues[end] ?? 0
      if last - first == end - index, !isTaken[first..<last].contains(true) {
        for offset in 0..<(end - index) { guess(index + offset, first + offset) }
      }
      index = end
    }
  }

  private mutating func match(_ unit: Int, _ cue: Int) {
    cues[unit] = cue
    isTaken[cue] = true
  }

  private mutating func guess(_ unit: Int, _ cue: Int) {
    match(unit, cue)
    guard !units[unit].source.isEmpty else { return }
    guessed.append(unit)
  }

  private func script() throws(SubtitleError) -> Script {
    if let lost = cues.firstIndex(of: nil) {
      let more = cues.count { $0 == nil } - 1
      throw document.refusal(
        units[lost].line,
        "\(timing.name) has no cue for this text" + (more > 0 ? ", nor for \(more) more" : ""),
        "Give the subtitles this file was made from as `timing`.")
    }
    if let lost = isTaken.firstIndex(of: false) {
      let more = isTaken.count { !$0 } - 1
      throw document.refusal(
        nil,
        "has no translation of the cue in line \(timing.lines[lost]) of \(timing.name)"
          + (more > 0 ? ", nor of \(more) more" : ""),
        "Export the whole file, or give the subtitles it was made from as `timing`.")
    }
    var script = Script()
    // In order of time: a tool may list its texts in any order.
    for (unit, cue) in zip(units, cues.map { $0 ?? 0 }).sorted(by: { $0.1 < $1.1 }) {
      var timed = timing.cues[cue]
      timed.text = unit.target
      script.add(timed, line: unit.line)
    }
    if let first = guessed.first {
      script.note(
        units[first].line,
        "Here\(guessed.count > 1 ? " and in \(guessed.count - 1) more places" : "") the original is not what \(timing.name) says; its time is taken from its number or place."
      )
    }
    return script
  }
}
