import Tracing

/// A span that is over, as it is sent.
struct SpanRecord: Sendable {
  var trace: Identifier
  var span: Identifier
  var parent: Identifier?
  var name: String
  var kind: SpanKind
  /// Nanoseconds since 1970.
  var start: UInt64
  var end: UInt64
  var attributes: [(String, AttributeValue)]
  /// Moments within it.
  var events: [(name: String, time: UInt64, attributes: [(String, AttributeValue)])]
  var status: SpanStatus.Code?
  var message: String
}

/// What an attribute may be.
enum AttributeValue: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
}

extension SpanAttributes {
  /// In order of their names.
  var pairs: [(String, AttributeValue)] {
    var pairs: [(String, AttributeValue)] = []
    forEach { name, attribute in pairs.append((name, AttributeValue(attribute))) }
    return pairs.sorted { $0.0 < $1.0 }
  }
}

extension AttributeValue {
  init(_ attribute: SpanAttribute) {
    switch attribute {
    case .int32(let value): self = .integer(Int(value))
    case .int64(let value): self = .integer(Int(value))
    case .double(let value): self = value.isFinite ? .number(value) : .text("\(value)")
    case .bool(let value): self = .flag(value)
    case .string(let value): self = .text(value)
    case .stringConvertible(let value): self = .text("\(value)")
    default: self = .text("\(attribute)")
    }
  }
}

extension SpanKind {
  /// Its number in OTLP.
  var code: Int {
    switch self {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }
}

extension SpanStatus.Code {
  /// Its number in OTLP.
  var code: Int { self == .ok ? 1 : 2 }
}
