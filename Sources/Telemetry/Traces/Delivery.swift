import Foundation
import Transport

/// How much of a trace did not get through, and why.
struct Delivery: Sendable {
  /// Spans that never arrived.
  var lost = 0
  var reason: String?
  /// Spans that arrived and were not taken.
  var rejected = 0
  /// What the collector says to that, in plain words.
  var remark: String?

  mutating func add(_ other: Delivery) {
    lost += other.lost
    rejected += other.rejected
    reason = other.reason ?? reason
    remark = other.remark ?? remark
  }

  /// Sentences for people.
  var complaints: [String] {
    var sentences: [String] = []
    if lost > 0 {
      let reason = reason ?? "there was no time left to send them"
      sentences.append("\(lost) spans of the trace were not delivered: \(reason)")
    }
    if rejected > 0 {
      let remark = remark ?? "it does not say why; look into its log"
      sentences.append("\(rejected) spans of the trace were rejected by the collector: \(remark)")
    } else if let remark {
      sentences.append("the collector took the trace and says: \(remark)")
    }
    return sentences
  }
}

/// What a collector answers to spans it took: `ExportTraceServiceResponse` of OTLP 1.x.
struct PartialSuccess: Hashable, Sendable {
  var rejected = 0
  var message = ""

  /// Of an answer in the form the request had, unless it says otherwise; nil for any other, and for a broken one.
  init?(_ answer: Answer, asked form: TraceSettings.Form) {
    switch answer.contentType {
    case "application/json": self.init(json: answer.body)
    case "application/x-protobuf": self.init(protobuf: answer.body)
    case "" where form == .json: self.init(json: answer.body)
    case "": self.init(protobuf: answer.body)
    default: return nil
    }
  }

  private init?(json bytes: [UInt8]) {
    guard
      let answer = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      let partial = answer["partialSuccess"] as? [String: Any]
    else { return nil }
    // Whole numbers of 64 bits are text in protobuf's JSON; not everybody knows.
    let number = partial["rejectedSpans"]
    rejected = (number as? String).flatMap { Int($0) } ?? (number as? NSNumber)?.intValue ?? 0
    message = partial["errorMessage"] as? String ?? ""
  }

  private init?(protobuf bytes: [UInt8]) {
    var answer = ProtobufReader(bytes[...])
    while let field = answer.next() {
      guard case (1, .bytes(let partial)) = field else { continue }
      var reader = ProtobufReader(partial)
      while let field = reader.next() {
        switch field {
        case (1, .number(let number)): rejected = Int(truncatingIfNeeded: number)
        case (2, .bytes(let text)): message = String(decoding: text, as: UTF8.self)
        default: break
        }
      }
      return
    }
    return nil
  }

  /// What it means for a batch.
  ///
  /// - Parameter secrets: what must not be told, though the collector may repeat it.
  func delivery(of count: Int, secrets: some Sequence<String>) -> Delivery {
    var plain = String.UnicodeScalarView()
    for scalar in message.unicodeScalars {
      plain.append(scalar.properties.generalCategory == .control ? " " : scalar)
    }
    let text = String(plain).trimmingCharacters(in: .whitespaces)
    let isSafe = secrets.allSatisfy { !text.contains($0) }
    let remark = text.isEmpty || !isSafe ? nil : String(text.prefix(200))
    return Delivery(rejected: max(0, min(rejected, count)), remark: remark)
  }
}

/// Reads protobuf's wire format; a broken message ends where it breaks.
struct ProtobufReader {
  enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
    /// Of fixed size.
    case other
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> (field: UInt64, Value)? {
    guard let tag = varint() else { return nil }
    switch tag & 7 {
    case 0: return varint().map { (tag >> 3, .number($0)) }
    case 1: return take(8).map { _ in (tag >> 3, .other) }
    case 2: return varint().flatMap { take($0) }.map { (tag >> 3, .bytes($0)) }
    case 5: return take(4).map { _ in (tag >> 3, .other) }
    default: return nil
    }
  }

  private mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
    }
    return nil
  }
}
