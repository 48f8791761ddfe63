import Foundation
import Logging

/// Writes log events as lines, one JSON object or one text line each.
struct LineHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel: Logger.Level
  let format: LogSettings.Format
  let file: LineFile

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    let time = Date().ISO8601Format(.init(includingFractionalSeconds: true))
    let pairs = all.sorted { $0.key < $1.key }
    switch format {
    case .json:
      var fields = [
        ("time", quoted(time)), ("level", quoted(event.level.rawValue)),
        ("message", quoted("\(event.message)")),
      ]
      fields += pairs.map { ($0.key, Self.json($0.value)) }
      file.write("{" + fields.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}\n")
    case .text:
      let level = event.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
      let fields = pairs.map { " \($0.key)=\(Self.text($0.value))" }.joined()
      file.write("\(time) \(level) \(event.message)\(fields)\n")
    }
  }

  private static func json(_ value: Logger.MetadataValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .stringConvertible(let value as Int): "\(value)"
    case .stringConvertible(let value as Double) where value.isFinite: "\(value)"
    case .stringConvertible(let value): quoted("\(value)")
    case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
    case .dictionary(let values):
      "{"
        + values.sorted { $0.key < $1.key }
        .map { quoted($0.key) + ":" + json($0.value) }.joined(separator: ",") + "}"
    }
  }

  /// Quoted only where a space or a quote would make it unclear where the value ends.
  private static func text(_ value: Logger.MetadataValue) -> String {
    let text = "\(value)"
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 127 }
    return isPlain ? text : quoted(text)
  }
}

/// A text as a JSON string.
func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    case _ where scalar.value < 32 || scalar.value == 127:
      let hex = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
