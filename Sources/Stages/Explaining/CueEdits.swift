import Engine

/// What was edited in a subtitle file, as one sentence without its words.
struct CueEdits {
  /// Cues by what happened to them, numbered as they are now; removed ones as they were.
  private var cues: [(verb: String, numbers: [Int])] = []

  /// - Parameters: the outputs of `ReadCues` as they lie in the store.
  init(from before: Any?, to after: Any?) {
    var (old, new) = (Self.cues(before), Self.cues(after))
    _ = Self.pair(&old, &new) { $0.all }
    let moved = Self.pair(&old, &new) { $0.text + "/" + $0.speaker }
    let reworded = Self.pair(&old, &new) { $0.start }
    let rest = Self.pair(&old, &new) { $0.end }
    note("time", moved.filter { $0.start != $1.start || $0.end != $1.end }.map(\.1))
    note("notes", moved.filter { $0.start == $1.start && $0.end == $1.end }.map(\.1))
    for (one, other) in reworded + rest {
      if one.text != other.text { note("text", [other]) }
      if one.speaker != other.speaker { note("speaker", [other]) }
      if one.text == other.text, one.speaker == other.speaker { note("notes", [other]) }
    }
    note("added", new)
    note("removed", old)
  }

  /// `the text of cue 17; cue 3 was added`; nil where nothing is different.
  var sentence: String? {
    let parts = cues.map { verb, numbers in
      let list = numbers.sorted()
      let shown = list.prefix(3).map(String.init).joined(separator: ", ")
      let more = list.count > 3 ? " and \(list.count - 3) more" : ""
      let noun = (list.count == 1 ? "cue " : "cues ") + shown + more
      return switch verb {
      case "added", "removed": "\(noun) \(list.count == 1 ? "was" : "were") \(verb)"
      default: "the \(verb) of \(noun)"
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private mutating func note(_ verb: String, _ found: [Place]) {
    guard !found.isEmpty else { return }
    if let index = cues.firstIndex(where: { $0.verb == verb }) {
      cues[index].numbers += found.map(\.number)
    } else {
      cues.append((verb, found.map(\.number)))
    }
  }

  private struct Place {
    var number: Int
    var text: String
    var speaker: String
    var start: String
    var end: String
    var all: String
  }

  private static func cues(_ output: Any?) -> [Place] {
    let list = (output as? [String: Any])?["cues"] as? [[String: Any]] ?? []
    return list.enumerated().map { index, cue in
      func field(_ name: String) -> String { cue[name].map { "\($0)" } ?? "" }
      let fields = cue.keys.sorted().map { "\($0)=\(field($0))" }
      return Place(
        number: index + 1, text: field("text"), speaker: field("speaker"), start: field("start"),
        end: field("end"), all: fields.joined(separator: "/"))
    }
  }

  /// Takes pairs with an equal trait out of both lists, in order.
  private static func pair(
    _ old: inout [Place], _ new: inout [Place], by trait: (Place) -> String
  ) -> [(Place, Place)] {
    var waiting = Dictionary(grouping: old.reversed(), by: trait)
    var pairs: [(Place, Place)] = []
    new.removeAll { place in
      guard let partner = waiting[trait(place)]?.popLast() else { return false }
      pairs.append((partner, place))
      return true
    }
    let taken = Set(pairs.map(\.0.number))
    old.removeAll { taken.contains($0.number) }
    return pairs
  }
}
