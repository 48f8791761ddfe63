import Foundation
import ServiceContextModule
import Testing
import Tracing
import Transport

@testable import Telemetry

@Suite struct TraceSettingsTests {
  private let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"]

  private func read(_ more: [String: String]) -> (settings: TraceSettings?, warnings: [String]) {
    TraceSettings.read(endpoint.merging(more) { $1 })
  }

  private func settings(_ more: [String: String]) -> TraceSettings? { read(more).settings }

  @Test(arguments: [
    [:], ["OTEL_EXPORTER_OTLP_ENDPOINT": ""], ["OTEL_TRACES_EXPORTER": "console"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], ["OTEL_TRACES_SAMPLER": "jaeger_remote"],
  ])
  func withoutAnEndpointThereAreNoTracesAndNoWarnings(_ variables: [String: String]) {
    let (settings, warnings) = TraceSettings.read(variables)
    #expect(settings == nil && warnings.isEmpty)
  }

  @Test(arguments: [
    ["OTEL_SDK_DISABLED": "TRUE"], ["OTEL_TRACES_EXPORTER": "none"],
    ["OTEL_TRACES_SAMPLER": "always_off"],
    ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"],
    ["TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"],
  ])
  func theStandardSwitchesTurnTracesOff(_ variables: [String: String]) {
    let (settings, warnings) = read(variables)
    #expect(settings == nil && warnings.isEmpty)
  }

  @Test func theBaseGetsThePathAndItsOwnEndpointIsTakenAsItIs() throws {
    #expect(settings([:])?.url == "http://127.0.0.1:4318/v1/traces")
    #expect(
      settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a.example/otlp/"])?.url
        == "https://a.example/otlp/v1/traces")
    #expect(
      settings(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://b.example/x"])?.url
        == "https://b.example/x")
  }

  @Test func whatIsSetForTracesWins() throws {
    let both = try #require(
      settings([
        "OTEL_EXPORTER_OTLP_HEADERS": "a=1", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "b=x%3Dy, c=2",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/json",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1500", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
      ]))
    #expect(both.headers == ["b": "x=y", "c": "2"])
    #expect(both.form == .json && both.compression == .gzip)
    #expect(both.timeout == .milliseconds(1500))
  }

  @Test func theServiceHasItsNameAndItsAttributes() throws {
    let named = settings([
      "OTEL_RESOURCE_ATTRIBUTES": "team=dub%20bing,service.name=x", "OTEL_SERVICE_NAME": "y",
    ])
    let resource = named?.resource.map { "\($0.0)=\($0.1)" }
    #expect(resource == ["service.name=text(\"y\")", "team=text(\"dub bing\")"])
    #expect(settings([:])?.resource.first?.1 == .text("polydub"))
  }

  /// Each with the variable that its warning names.
  @Test(arguments: [
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317"), ("OTEL_TRACES_EXPORTER", "zipkin"),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "localhost:4317"), ("OTEL_TRACES_EXPORTER", "console"),
    ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such.pem"),
    ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "/no/such.pem"),
  ])
  func whatIsMeantForOtherProgramsIsAWarningAndNoTraces(_ name: String, _ value: String) {
    let (settings, warnings) = read([name: value])
    #expect(settings == nil && warnings.count == 1)
    #expect(warnings.first?.hasPrefix(name) == true)
  }

  @Test(arguments: [
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "canary"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "canary"),
    ("OTEL_EXPORTER_OTLP_COMPRESSION", "canary"), ("OTEL_EXPORTER_OTLP_HEADERS", "canary"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "canary="), ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
    ("OTEL_BSP_SCHEDULE_DELAY", "0"), ("OTEL_BSP_MAX_QUEUE_SIZE", "canary"),
    ("OTEL_TRACES_EXPORTER", "otlp,console"), ("OTEL_RESOURCE_ATTRIBUTES", "a=1,canary"),
  ])
  func whatCannotBeReadIsAWarningAndTheUsual(_ name: String, _ value: String) throws {
    let (settings, warnings) = read([name: value])
    let (found, usual) = (try #require(settings), try #require(read([:]).settings))
    #expect(warnings.count == 1 && warnings.first?.hasPrefix(name) == true)
    #expect(warnings.allSatisfy { !$0.contains("canary") })
    #expect(found.form == usual.form && found.compression == usual.compression)
    #expect(found.timeout == usual.timeout && found.headers.isEmpty)
    #expect(found.queue == usual.queue && found.delay == usual.delay)
    #expect(found.resource.map(\.1) == [.text("polydub")])
  }

  @Test func aSamplersBrokenArgumentIsAsIfItWereNotSet() {
    let (settings, warnings) = read([
      "OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "none",
    ])
    #expect(settings != nil)
    #expect(warnings.map { $0.hasPrefix("OTEL_TRACES_SAMPLER_ARG") } == [true])
  }

  @Test func aRatioDecidesByTheTrace() {
    func isTraced(_ last: String, _ ratio: String) -> Bool {
      settings([
        "TRACEPARENT": "00-ffffffffffffffff\(last)000000000000-b7ad6b7169203331-00",
        "OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": ratio,
      ]) != nil
    }
    for _ in 0..<20 {
      #expect(isTraced("3fff", "0.25") && !isTraced("4000", "0.25"))
      #expect(isTraced("ffff", "1") && !isTraced("0000", "0"))
    }
  }

  @Test func theRunIsPartOfTheTraceThatWasDecidedOn() throws {
    let found = try #require(settings([:]))
    let span = RunSpan(
      "x", in: .topLevel, kind: .internal, start: 0,
      exporter: SpanExporter(found, version: "1"), trace: found.trace)
    #expect(span.context.parent?.trace == found.trace)
  }

  @Test func certificatesAreThoseOfTheVariables() throws {
    let file = scratch("ca.pem")
    try Data().write(to: URL(filePath: file))
    let found = settings([
      "OTEL_EXPORTER_OTLP_CERTIFICATE": "/no/such.pem",
      "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE": file, "OTEL_EXPORTER_OTLP_CLIENT_KEY": file,
    ])
    #expect(found?.certificates.authorities == file && found?.certificates.key == file)
    #expect(found?.certificates.client == nil)
  }

  @Test func aHeaderWithoutValueLeavesTheOthers() {
    #expect(
      settings(["OTEL_EXPORTER_OTLP_HEADERS": "a=1,b=,c=2"])?.headers == ["a": "1", "c": "2"])
  }

  @Test(arguments: [
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "", "00-0-0-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
  ])
  func aBrokenParentIsNoParent(_ text: String) {
    #expect(TraceParent(text) == nil)
  }

  @Test func aParentIsWrittenAsItWasRead() {
    let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    #expect(TraceParent(text)?.header == text)
  }
}
