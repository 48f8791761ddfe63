import Foundation

/// What a recipe tells nobody: the strings of members with certain names are kept as their digests.
///
/// A recipe is printed and compared, so it must hold nothing that only its reader may see. The key is the digest of the
/// recipe as it was before: concealing costs no result its key.
public struct Concealment: Sendable {
  /// Names of members, at any depth; a string of theirs, or of a list of theirs, is concealed.
  let members: Set<String>

  public init(_ members: Set<String> = []) { self.members = members }

  /// What stands for a string; what does so already stands for itself.
  public static func mark(for string: String) -> String {
    guard string.wholeMatch(of: /sha256:[0-9a-f]{64}/) == nil else { return string }
    return "sha256:" + Digest(of: Data(string.utf8)).rawValue
  }

  /// A recipe's JSON as it may be kept.
  func concealed(_ json: Data) throws -> Data {
    guard members.contains(where: { json.range(of: Data("\"\($0)\":".utf8)) != nil }) else {
      return json
    }
    return try JSONSerialization.data(
      withJSONObject: concealed(JSONSerialization.jsonObject(with: json)),
      options: [.sortedKeys, .withoutEscapingSlashes])
  }

  /// The same of JSON that is parsed; what is concealed already stays as it is.
  func concealed(_ json: Any) -> Any {
    switch json {
    case let object as [String: Any]:
      var object = object
      for (name, value) in object {
        object[name] = members.contains(name) ? marked(value) : concealed(value)
      }
      return object
    case let list as [Any]: return list.map(concealed)
    default: return json
    }
  }

  private func marked(_ json: Any) -> Any {
    switch json {
    case let string as String: Self.mark(for: string)
    case let list as [Any]: list.map(marked)
    default: concealed(json)
    }
  }
}
