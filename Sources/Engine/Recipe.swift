public import Foundation

/// All that an output depends on, as JSON: stage, version, parameters, inputs.
///
/// Keys are sorted and times and gains are integers, so equal recipes are equal bytes. What cannot be printed cannot be hashed.
public struct Recipe: Sendable {
  public let json: Data
  /// The digest of the JSON.
  public let key: Digest

  init<S: Stage>(_ stage: S, inputs: [Data]) throws {
    var json = Data("{\"inputs\":[".utf8)
    for (index, input) in inputs.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json.append(input)
    }
    json.append(Data("],\"parameters\":".utf8))
    json.append(try Self.encode(stage))
    json.append(Data(",\"stage\":\"\(S.name)\",\"version\":\(S.version)}".utf8))
    self.json = json
    key = Digest(of: json)
  }

  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}
