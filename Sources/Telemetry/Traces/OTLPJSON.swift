import Tracing

/// Traces as `ExportTraceServiceRequest` of OTLP 1.x, in JSON: identifiers in hexadecimal, whole numbers of 64 bits as text.
func otlpJSON(
  _ spans: [SpanRecord], resource: [(String, AttributeValue)], version: String
) -> [UInt8] {
  let scope = object([("name", quoted("polydub")), ("version", quoted(version))])
  let spans = object([("scope", scope), ("spans", list(spans.map(json)))])
  let resource = object([("attributes", json(resource))])
  let all = object([("resource", resource), ("scopeSpans", list([spans]))])
  return Array(object([("resourceSpans", list([all]))]).utf8)
}

private func json(_ span: SpanRecord) -> String {
  var fields = [
    ("traceId", quoted(span.trace.hex)), ("spanId", quoted(span.span.hex)),
    ("name", quoted(span.name)), ("kind", "\(span.kind.code)"),
    ("startTimeUnixNano", "\"\(span.start)\""), ("endTimeUnixNano", "\"\(span.end)\""),
    ("attributes", json(span.attributes)),
  ]
  if let parent = span.parent { fields.append(("parentSpanId", quoted(parent.hex))) }
  let events = span.events.map {
    object([
      ("timeUnixNano", "\"\($0.time)\""), ("name", quoted($0.name)),
      ("attributes", json($0.attributes)),
    ])
  }
  if !events.isEmpty { fields.append(("events", list(events))) }
  if let status = span.status {
    fields.append(
      ("status", object([("code", "\(status.code)"), ("message", quoted(span.message))])))
  }
  return object(fields)
}

private func json(_ attributes: [(String, AttributeValue)]) -> String {
  list(attributes.map { object([("key", quoted($0.0)), ("value", object([json($0.1)]))]) })
}

private func json(_ value: AttributeValue) -> (String, String) {
  switch value {
  case .text(let text): ("stringValue", quoted(text))
  case .flag(let flag): ("boolValue", "\(flag)")
  case .integer(let number): ("intValue", "\"\(number)\"")
  case .number(let number): ("doubleValue", "\(number)")
  }
}

private func object(_ fields: [(String, String)]) -> String {
  "{" + fields.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
}

private func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }
