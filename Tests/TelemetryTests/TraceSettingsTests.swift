import Testing

@testable import Telemetry

@Suite struct TraceSettingsTests {
  private let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"]

  private func settings(_ more: [String: String]) throws -> TraceSettings? {
    try TraceSettings(environment: endpoint.merging(more) { $1 })
  }

  @Test func withoutAnEndpointThereAreNoTraces() throws {
    #expect(try TraceSettings(environment: [:]) == nil)
    #expect(try TraceSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
  }

  @Test(arguments: [
    ["OTEL_SDK_DISABLED": "TRUE"], ["OTEL_TRACES_EXPORTER": "none"],
    ["OTEL_TRACES_SAMPLER": "always_off"],
    ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"],
    ["TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"],
  ])
  func theStandardSwitchesTurnTracesOff(_ variables: [String: String]) throws {
    #expect(try settings(variables) == nil)
  }

  @Test func theBaseGetsThePathAndItsOwnEndpointIsTakenAsItIs() throws {
    #expect(try settings([:])?.url == "http://127.0.0.1:4318/v1/traces")
    #expect(
      try settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a.example/otlp/"])?.url
        == "https://a.example/otlp/v1/traces")
    #expect(
      try settings(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://b.example/x"])?.url
        == "https://b.example/x")
  }

  @Test func whatIsSetForTracesWins() throws {
    let both = try #require(
      try settings([
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
    let named = try settings([
      "OTEL_RESOURCE_ATTRIBUTES": "team=dub%20bing,service.name=x", "OTEL_SERVICE_NAME": "y",
    ])
    let resource = named?.resource.map { "\($0.0)=\($0.1)" }
    #expect(resource == ["service.name=text(\"y\")", "team=text(\"dub bing\")"])
    #expect(try settings([:])?.resource.first?.1 == .text("polydub"))
  }

  @Test(arguments: [
    ["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], ["OTEL_EXPORTER_OTLP_TIMEOUT": "soon"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4317"], ["OTEL_TRACES_EXPORTER": "zipkin"],
    ["OTEL_EXPORTER_OTLP_HEADERS": "canary-key"],
  ])
  func whatCannotBeMeantIsRefusedAndNotRepeated(_ variables: [String: String]) throws {
    #expect {
      try settings(variables)
    } throws: { "\($0)".contains("OTEL_") && !"\($0)".contains("canary") }
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
