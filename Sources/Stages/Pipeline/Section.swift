import Dubbing
import Foundation
import Yams

/// One mapping of a pipeline file: every key in it must be known, and a wrong value is an error that names its place.
struct Section {
  let file: String
  let name: String
  let node: Node
  private let pairs: [(key: Node, value: Node)]

  init(_ node: Node, name: String, file: String) throws(PipelineError) {
    guard let mapping = node.mapping else {
      throw PipelineError(
        "`\(name)` must be a mapping (`key: value` lines).", file: file,
        line: node.mark?.line, column: node.mark?.column)
    }
    self.file = file
    self.name = name
    self.node = node
    self.pairs = mapping.map { ($0.key, $0.value) }
  }

  /// The keys as written, in order.
  var keys: [String] { pairs.map { $0.key.string ?? "" } }

  func fault(_ sentence: String, at node: Node? = nil) -> PipelineError {
    let mark = (node ?? self.node).mark
    return PipelineError(sentence, file: file, line: mark?.line, column: mark?.column)
  }

  /// Refuses a key that is not in `known`, naming the nearest that is, and a key given twice.
  func allow(_ known: [String]) throws(PipelineError) {
    var seen: Set<String> = []
    for (key, _) in pairs {
      let word = key.string ?? "?"
      guard known.contains(word) else {
        let hint =
          nearest(to: word, among: known).first.map { " Did you mean `\($0)`?" }
          ?? " It knows: \(known.joined(separator: ", "))."
        throw fault("`\(name)` has no key `\(word)`.\(hint)", at: key)
      }
      guard seen.insert(word).inserted else {
        throw fault("`\(word)` is given twice in `\(name)`; keep one.", at: key)
      }
    }
  }

  func value(_ key: String) -> Node? {
    pairs.first { $0.key.string == key }.map(\.value)
  }

  func section(_ key: String) throws(PipelineError) -> Section? {
    guard let node = value(key), !node.isNull else { return nil }
    return try Section(node, name: key, file: file)
  }

  func text(_ key: String) throws(PipelineError) -> String? {
    guard let node = value(key), !node.isNull else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw fault("`\(key)` must be text.", at: node)
    }
    return text
  }

  func requiredText(_ key: String) throws(PipelineError) -> String {
    guard let text = try text(key) else { throw fault("`\(name)` needs `\(key)`.") }
    return text
  }

  func flag(_ key: String) throws(PipelineError) -> Bool? {
    guard let node = value(key), !node.isNull else { return nil }
    switch node.scalar?.string.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw fault("`\(key)` must be true or false.", at: node)
    }
  }

  /// A decimal number in `range`, in hundredths, so that no floating point enters a key.
  func hundredths(_ key: String, in range: ClosedRange<Int>) throws(PipelineError) -> Int? {
    guard let node = value(key), !node.isNull else { return nil }
    guard let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite,
      range.contains(Int((min(1e9, max(-1e9, number)) * 100).rounded()))
    else {
      throw fault(
        "`\(key)` must be a number from \(range.lowerBound / 100) to \(range.upperBound / 100).",
        at: node)
    }
    return Int((number * 100).rounded())
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws(PipelineError) -> Int? {
    guard let node = value(key), !node.isNull else { return nil }
    guard let number = node.scalar.flatMap({ Int($0.string) }), range.contains(number) else {
      throw fault(
        "`\(key)` must be a whole number from \(range.lowerBound) to \(range.upperBound).",
        at: node)
    }
    return number
  }

  /// One of the words of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type)
    throws(PipelineError) -> Choice? where Choice.RawValue == String
  {
    guard let word = try text(key) else { return nil }
    if let choice = Choice(rawValue: word) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    let hint = nearest(to: word, among: words).first.map { " Did you mean `\($0)`?" } ?? ""
    throw fault(
      "`\(key)` cannot be `\(word)`; it is one of \(words.joined(separator: ", ")).\(hint)",
      at: value(key))
  }
}

extension Node {
  /// Nothing was written after the colon.
  var isNull: Bool {
    guard let scalar else { return false }
    return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }
}
