import Tracing

/// Traces as `ExportTraceServiceRequest` of OTLP 1.x, in protobuf.
///
/// Written by hand: five small messages, and nothing is ever read. Numbers of fields are those of
/// opentelemetry-proto's `trace.proto`, `common.proto` and `resource.proto`.
func otlpProtobuf(
  _ spans: [SpanRecord], resource: [(String, AttributeValue)], version: String
) -> [UInt8] {
  var scope = ProtobufWriter()
  scope.message(1) {
    $0.text(1, "polydub")
    $0.text(2, version)
  }
  for span in spans { scope.message(2) { write(span, to: &$0) } }
  var request = ProtobufWriter()
  request.message(1) { resourceSpans in
    resourceSpans.message(1) { write(resource, 1, to: &$0) }
    resourceSpans.bytes(2, scope.bytes)
  }
  return request.bytes
}

private func write(_ span: SpanRecord, to writer: inout ProtobufWriter) {
  writer.bytes(1, span.trace.bytes)
  writer.bytes(2, span.span.bytes)
  if let parent = span.parent { writer.bytes(4, parent.bytes) }
  writer.text(5, span.name)
  writer.integer(6, span.kind.code)
  writer.fixed(7, span.start)
  writer.fixed(8, span.end)
  write(span.attributes, 9, to: &writer)
  for event in span.events {
    writer.message(11) {
      $0.fixed(1, event.time)
      $0.text(2, event.name)
      write(event.attributes, 3, to: &$0)
    }
  }
  guard let status = span.status else { return }
  writer.message(15) {
    if !span.message.isEmpty { $0.text(2, span.message) }
    $0.integer(3, status.code)
  }
}

private func write(
  _ attributes: [(String, AttributeValue)], _ field: Int, to writer: inout ProtobufWriter
) {
  for (name, value) in attributes {
    writer.message(field) { pair in
      pair.text(1, name)
      pair.message(2) {
        switch value {
        case .text(let text): $0.text(1, text)
        case .flag(let flag): $0.integer(2, flag ? 1 : 0)
        case .integer(let number): $0.integer(3, number)
        case .number(let number): $0.fixed(4, number.bitPattern)
        }
      }
    }
  }
}

/// Protobuf's wire format, as much of it as OTLP needs.
private struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func fixed(_ field: Int, _ value: UInt64) {
    varint(UInt64(field) << 3 | 1)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    bytes(field, inner.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
