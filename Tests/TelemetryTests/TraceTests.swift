import Foundation
import Testing
import Tracing
import Voices

@testable import Engine
@testable import Telemetry

@Suite struct TraceTests {
  /// Nobody listens on the port of `discard`.
  private func nowhere(_ change: (inout TraceSettings) -> Void = { _ in }) throws -> TraceSettings {
    let (read, _) = TraceSettings.read(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"])
    var settings = try #require(read)
    settings.timeout = .milliseconds(200)
    change(&settings)
    return settings
  }

  private func span(_ exporter: SpanExporter) -> RunSpan {
    RunTracer(exporter: exporter).startSpan("x", context: .topLevel, at: Moment.now)
  }

  @Test func aSpanWithinAnotherIsOfTheSameTrace() throws {
    let exporter = SpanExporter(try nowhere(), version: "1")
    let outer = span(exporter)
    let inner = RunTracer(exporter: exporter).startSpan("y", context: outer.context, at: Moment.now)
    #expect(inner.context.parent?.trace == outer.context.parent?.trace)
    #expect(inner.context.parent?.span != outer.context.parent?.span)
  }

  @Test func whatNobodyTakesIsCountedAndTheRunGoesOn() async throws {
    let trace = RunTrace(try nowhere(), job: job)
    trace.began(speakStep, at: .now)
    trace.ended(.made())
    trace.ended(
      StepEnd(
        step: speakStep, result: .made, key: Digest(of: Data()), begun: .now, duration: .zero))
    let complaints = await trace.end(.init(status: 0))
    #expect(complaints.count == 1)
    #expect(complaints.first?.hasPrefix("3 spans of the trace were not delivered: ") == true)
  }

  /// The repeat and what it repeats; the step they belong to is over only after them.
  @Test(arguments: [true, false])
  func stepAndCallsHaveTheHashOfWhatWentIn(isMade: Bool) async throws {
    let collector = Collector([(200, "", [])])
    defer { collector.close() }
    let (settings, _) = TraceSettings.read([
      "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
    ])
    let trace = RunTrace(try #require(settings), job: job)
    trace.began(speakStep, at: .now)
    trace.ended(.made { $0.outcome.failure = .throttled })
    trace.ended(.made())
    let key = Digest(of: Data("line".utf8))
    trace.ended(
      StepEnd(
        step: speakStep, result: isMade ? .made : .failed(CancellationError()), key: key,
        begun: .now, duration: .zero))
    #expect(await trace.end(.init(status: 0)).isEmpty)
    let told = collector.requests.joined()
    let pair = #"{"key":"polydub.key","value":{"stringValue":"\#(key.rawValue)"}}"#
    #expect(told.components(separatedBy: pair).count - 1 == 3)
    #expect(told.components(separatedBy: #""name":"call qwen""#).count - 1 == 2)
  }

  /// Calls whose step never ended are told all the same.
  @Test func aCallOfAStepThatNeverEndedIsNotLost() async throws {
    let trace = RunTrace(try nowhere(), job: job)
    trace.began(speakStep, at: .now)
    trace.ended(.made())
    let complaints = await trace.end(.init(status: 130))
    #expect(complaints.first?.hasPrefix("2 spans of the trace were not delivered: ") == true)
  }

  @Test func noMoreSpansWaitThanAreAllowed() async throws {
    let exporter = SpanExporter(
      try nowhere {
        $0.queue = 10
        $0.batch = 10
        $0.timeout = .milliseconds(50)
      }, version: "1")
    for _ in 0..<100 { span(exporter).end(at: Moment.now) }
    #expect(await exporter.finish().lost == 100)
  }

  @Test func theJSONIsOTLP() throws {
    let record = SpanRecord(
      trace: Identifier(bytes: Array(0..<16)), span: Identifier(bytes: Array(1...8)),
      parent: Identifier(bytes: Array(9...16)), name: "call \"qwen\"", kind: .client, start: 1,
      end: 1_700_000_000_000_000_000,
      attributes: [
        ("a", .integer(7)), ("b", .number(0.5)), ("c", .flag(true)), ("d", .text("ü\n")),
      ],
      events: [("exception", 2, [])], status: .error, message: "throttled")
    let bytes = otlpJSON([record], resource: [("service.name", .text("polydub"))], version: "1")
    #expect(try JSONSerialization.jsonObject(with: Data(bytes)) is [String: Any])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""traceId":"000102030405060708090a0b0c0d0e0f""#))
    #expect(text.contains(#""endTimeUnixNano":"1700000000000000000""#))
    #expect(text.contains(#"{"key":"a","value":{"intValue":"7"}}"#))
    #expect(text.contains(#"{"key":"b","value":{"doubleValue":0.5}}"#))
    #expect(text.contains(#""status":{"code":2,"message":"throttled"}"#))
  }

  /// `protoc --decode_raw` reads these bytes the same way.
  @Test func theProtobufIsOTLP() {
    let record = SpanRecord(
      trace: Identifier(bytes: [1]), span: Identifier(bytes: [2]), parent: nil, name: "x",
      kind: .internal, start: 3, end: 300, attributes: [("k", .integer(-1))], events: [],
      status: nil, message: "")
    let minusOne = [UInt8](repeating: 255, count: 9) + [1]
    let pair: [UInt8] = [10, 1, 107, 18, 11, 24] + minusOne
    let span: [UInt8] =
      [10, 1, 1, 18, 1, 2, 42, 1, 120, 48, 1]
      + [57, 3, 0, 0, 0, 0, 0, 0, 0, 65, 44, 1, 0, 0, 0, 0, 0, 0, 74, 16] + pair
    let scope: [UInt8] = [10, 12, 10, 7] + Array("polydub".utf8) + [18, 1, 49]
    let scopeSpans = scope + [18, UInt8(span.count)] + span
    let resourceSpans = [10, 0, 18, UInt8(scopeSpans.count)] + scopeSpans
    #expect(
      otlpProtobuf([record], resource: [], version: "1")
        == [10, UInt8(resourceSpans.count)] + resourceSpans)
  }

  @Test func compressedIsSmallerAndWhatItWas() throws {
    let bytes = Array(String(repeating: "polydub ", count: 500).utf8)
    let small = try #require(gzip(bytes))
    #expect(small.count < bytes.count / 10 && small.starts(with: [0x1F, 0x8B]))
    let path = scratch("a.gz")
    try Data(small).write(to: URL(filePath: path))
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", path]
    process.standardOutput = output
    try process.run()
    #expect(Array(output.fileHandleForReading.readDataToEndOfFile()) == bytes)
    process.waitUntilExit()
  }

  @Test func telemetryThatNobodyAskedForIsNothing() throws {
    let telemetry = try Telemetry(.init(), command: "run", version: "1")
    #expect(!telemetry.isOn && telemetry.journals.isEmpty && telemetry.watchers.isEmpty)
  }
}
