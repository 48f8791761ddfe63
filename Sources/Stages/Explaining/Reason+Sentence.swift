public import Engine

extension Reason {
  /// `text changed, because es/word changed (the subtitles of es were edited: the text of cue 17)`.
  public var sentence: String {
    var parts: [String] = []
    if !what.isEmpty { parts.append(what.joined(separator: ", ")) }
    if !because.isEmpty { parts.append("because \(Self.list(because)) changed") }
    let head = parts.joined(separator: ", ")
    guard !roots.isEmpty else { return head.isEmpty ? "nothing it depends on is recorded" : head }
    let tail = Self.capped(roots).joined(separator: "; ")
    return head.isEmpty ? tail : "\(head) (\(tail))"
  }

  /// What it comes from in the end, for steps to be told together.
  public var root: String {
    roots.isEmpty ? what.joined(separator: ", ") : Self.capped(roots).joined(separator: "; ")
  }

  private static func list(_ labels: [String]) -> String {
    let shown = labels.prefix(3).joined(separator: ", ")
    return labels.count > 3 ? "\(shown) and \(labels.count - 3) more" : shown
  }

  private static func capped(_ sentences: [String]) -> [String] {
    sentences.count > 5 ? sentences.prefix(5) + ["and \(sentences.count - 5) more"] : sentences
  }
}

/// Steps made for one reason.
public struct ReasonGroup: Codable, Hashable, Sendable {
  public var reason: String
  public var count: Int
  /// The first of them, twenty at most.
  public var steps: [String]

  /// The reasons of a run's made steps, the most frequent first.
  public static func all(_ reasons: [String: Reason]) -> [ReasonGroup] {
    Dictionary(grouping: reasons.keys) { reasons[$0]?.root ?? "" }
      .map { ReasonGroup(reason: $0, count: $1.count, steps: Array($1.sorted().prefix(20))) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
