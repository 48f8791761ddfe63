import Foundation
import Instrumentation
import Testing
import Tracing
import Transport

@testable import Engine
@testable import Telemetry

/// What a collector answers, and what is made of it.
@Suite struct DeliveryTests {
  /// One span is sent to a collector with these answers.
  private func deliver(
    _ answers: [(status: Int, headers: String, body: [UInt8])], _ more: [String: String] = [:],
    pauses: [Duration] = [.zero, .zero]
  ) async throws -> (delivery: Delivery, requests: Int) {
    let collector = Collector(answers)
    defer { collector.close() }
    let variables = ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.address].merging(more) { $1 }
    let (settings, _) = TraceSettings.read(variables)
    let exporter = SpanExporter(try #require(settings), version: "1", pauses: pauses)
    RunTracer(exporter: exporter).startSpan("x", context: .topLevel, at: Moment.now)
      .end(at: Moment.now)
    return (await exporter.finish(), collector.requests.count)
  }

  private let ok = (status: 200, headers: "", body: [UInt8]())

  @Test func aBusyCollectorIsAskedAgainWhenItSays() async throws {
    // Its own pauses would end after the timeout.
    let (delivery, requests) = try await deliver(
      [(429, "Retry-After: 0\r\n", []), (503, "Retry-After: 0\r\n", []), ok],
      ["OTEL_EXPORTER_OTLP_TIMEOUT": "60000"], pauses: [.seconds(3600), .seconds(3600)])
    #expect(requests == 3 && delivery.complaints.isEmpty)
  }

  @Test(arguments: [(Duration.zero, 3), (.seconds(3600), 1)])
  func oneThatDoesNotSayIsAskedAgainAfterAPauseThatFits(_ pause: Duration, _ asked: Int)
    async throws
  {
    let (delivery, requests) = try await deliver(
      [(502, "", []), (504, "", []), ok], ["OTEL_EXPORTER_OTLP_TIMEOUT": "60000"],
      pauses: [pause, pause])
    #expect(requests == asked && delivery.complaints.isEmpty == (asked == 3))
  }

  @Test func aCollectorThatWantsMoreTimeThanThereIsIsNotAskedAgain() async throws {
    let (delivery, requests) = try await deliver([(429, "Retry-After: 60\r\n", []), ok])
    #expect(requests == 1 && delivery.lost == 1)
    #expect(delivery.reason?.contains("429") == true)
  }

  @Test func whatIsRefusedForGoodIsNotAskedAgain() async throws {
    let (delivery, requests) = try await deliver([(400, "Retry-After: 0\r\n", []), ok])
    #expect(requests == 1 && delivery.lost == 1)
  }

  @Test func spansThatWereRejectedAreToldWithTheReason() async throws {
    // partial_success { rejected_spans: 1, error_message: "too\nbig" }
    let bytes: [UInt8] = [10, 11, 8, 1, 18, 7] + Array("too\nbig".utf8)
    let json = Array(
      #"{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too\nbig"}}"#.utf8)
    for (type, body) in [("application/x-protobuf", bytes), ("application/json", json)] {
      let (delivery, requests) = try await deliver([(200, "Content-Type: \(type)\r\n", body)])
      #expect(requests == 1 && delivery.lost == 0)
      #expect(
        delivery.complaints == [
          "1 spans of the trace were rejected by the collector: too big"
        ])
    }
  }

  @Test func aRemarkWithoutRejectionIsPassedOn() async throws {
    let (delivery, _) = try await deliver([(200, "", [10, 4, 18, 2] + Array("hm".utf8))])
    #expect(delivery.complaints == ["the collector took the trace and says: hm"])
  }

  @Test func aRemarkThatRepeatsAKeyIsNotPassedOn() async throws {
    let (delivery, _) = try await deliver(
      [(200, "", [10, 10, 18, 8] + Array("canary-!".utf8))],
      ["OTEL_EXPORTER_OTLP_HEADERS": "authorization=canary"])
    #expect(delivery.complaints.isEmpty)
  }

  @Test(arguments: [
    [], [10], [10, 200], [10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], [10, 2, 8],
    [9, 1], [0x3C, 0x68, 0x74],
  ])
  func aBrokenAnswerIsNoRejection(_ body: [UInt8]) {
    let answer = Answer(status: 200, body: body)
    let partial = PartialSuccess(answer, asked: .protobuf)
    #expect(partial == nil || partial?.delivery(of: 9, secrets: []).complaints == [])
    #expect(PartialSuccess(answer, asked: .json) == nil)
  }

  @Test func moreThanWasSentCannotBeRejected() {
    let answer = Answer(status: 200, body: Array(#"{"partialSuccess":{"rejectedSpans":70}}"#.utf8))
    #expect(PartialSuccess(answer, asked: .json)?.delivery(of: 9, secrets: []).rejected == 9)
  }
}
