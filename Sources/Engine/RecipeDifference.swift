import Foundation

/// One place where two recipes differ.
public struct RecipeDifference: Codable, Hashable, Sendable {
  /// Where, as a path through the JSON: `inputs[0].text`.
  public var path: String
  /// The JSON there before and after; nil where there was or is nothing.
  public var before: String?
  public var after: String?
}

extension Store {
  /// The recipe a result was made from, as it may be told: results of earlier versions conceal nothing themselves.
  public func recipe(stage: String, key: Digest) -> Any? {
    resultJSON(stage: stage, key: key)?["recipe"].map(concealment.concealed)
  }

  /// A result as it lies in the store: its `output` and its `recipe`.
  public func resultJSON(stage: String, key: Digest) -> [String: Any]? {
    guard let data = FileManager.default.contents(atPath: resultPath(stage: stage, key: key))
    else { return nil }
    return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
  }
}

/// Where two recipes differ, in order of their paths; where a list changed its length, as the lists' lengths.
public func differences(from before: Any?, to after: Any?, at path: String = "")
  -> [RecipeDifference]
{
  if let a = before as? [String: Any], let b = after as? [String: Any] {
    return Set(a.keys).union(b.keys).sorted().flatMap { key in
      differences(from: a[key], to: b[key], at: path.isEmpty ? key : "\(path).\(key)")
    }
  }
  if let a = before as? [Any], let b = after as? [Any] {
    guard a.count == b.count else {
      return [
        RecipeDifference(path: path, before: "\(a.count) entries", after: "\(b.count) entries")
      ]
    }
    return zip(a, b).enumerated().flatMap { index, pair in
      differences(from: pair.0, to: pair.1, at: "\(path)[\(index)]")
    }
  }
  let (a, b) = (before.map(text), after.map(text))
  return a == b ? [] : [RecipeDifference(path: path, before: a, after: b)]
}

private func text(_ json: Any) -> String {
  if let text = json as? String { return text }
  let options: JSONSerialization.WritingOptions = [
    .fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes,
  ]
  let data = try? JSONSerialization.data(withJSONObject: json, options: options)
  return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(json)"
}
