import Foundation

extension Store {
  /// What was noted under a name; nil where nothing was, or nothing that can be read.
  ///
  /// Notes are experience, not truth: without them nothing is recomputed, only less is known beforehand.
  public func note<Value: Decodable>(_ kind: String, of name: some Encodable) -> Value? {
    (try? notePath(kind, name)).flatMap(note(at:))
  }

  /// The note in a file.
  func note<Value: Decodable>(at path: String) -> Value? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard Seal.state(of: data) == .whole else { return nil }
    return try? JSONDecoder().decode(Noted<Value>.self, from: data).note
  }

  /// Notes a value under a name, in place of what was there.
  public func keepNote(_ value: some Encodable, _ kind: String, of name: some Encodable) throws {
    let open = try Data("{\"note\":".utf8) + Recipe.encode(value)
    try publish(Seal.sealed(open), to: notePath(kind, name), durability: .written)
  }

  private func notePath(_ kind: String, _ name: some Encodable) throws -> String {
    "\(root)/\(kind)/\(Digest(of: try Recipe.encode(name)).rawValue).json"
  }
}

private struct Noted<Value: Decodable>: Decodable {
  var note: Value
}
