import Foundation

/// Where traces go and how, as OpenTelemetry's standard variables say.
///
/// Source: opentelemetry.io, “Environment Variable Specification” and “OTLP Exporter Configuration”.
public struct TraceSettings: Sendable {
  enum Form: Sendable { case protobuf, json }
  enum Compression: Sendable { case none, gzip }

  var url: String
  /// Names and values; secrets, never to be shown.
  var headers: [String: String] = [:]
  var form = Form.protobuf
  var compression = Compression.none
  var timeout = Duration.seconds(10)
  var resource: [(String, AttributeValue)] = []
  /// The span of whoever started this program.
  var parent: TraceParent?
  /// Most spans that wait, and most sent at once.
  var queue = 2048
  var batch = 512
  var delay = Duration.seconds(5)

  /// What the environment asks for; nil where it asks for no traces.
  ///
  /// - Throws: a setting that cannot be meant, without its value where that may be a secret.
  public init?(environment: [String: String]) throws(TelemetryError) {
    let variables = Variables(environment)
    guard variables["OTEL_SDK_DISABLED"]?.lowercased() != "true",
      try variables.choice("OTEL_TRACES_EXPORTER", ["otlp", "none"]) != "none",
      let url = variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        ?? variables["OTEL_EXPORTER_OTLP_ENDPOINT"].map(Self.signal)
    else { return nil }
    self.url = url
    parent = variables["TRACEPARENT"].flatMap { TraceParent($0) }
    guard try Self.isSampled(variables, parent: parent) else { return nil }
    let isWeb = URL(string: url).map { ["http", "https"].contains($0.scheme?.lowercased()) }
    guard isWeb == true else {
      throw TelemetryError(
        description:
          "OTEL_EXPORTER_OTLP_ENDPOINT must be an address that begins with http:// or https://.")
    }
    headers = try variables.pairs(variables.own("HEADERS")).reduce(into: [:]) { $0[$1.0] = $1.1 }
    form =
      try variables.choice(
        variables.own("PROTOCOL"), ["http/protobuf", "http/json"]) == "http/json"
      ? .json : .protobuf
    compression =
      try variables.choice(variables.own("COMPRESSION"), ["gzip", "none"]) == "gzip"
      ? .gzip : .none
    timeout = try variables.milliseconds(variables.own("TIMEOUT"), usual: timeout)
    queue = try variables.count("OTEL_BSP_MAX_QUEUE_SIZE", usual: queue)
    batch = min(queue, try variables.count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", usual: batch))
    delay = try variables.milliseconds("OTEL_BSP_SCHEDULE_DELAY", usual: delay)
    resource = try Self.resource(variables)
  }

  private static func signal(_ base: String) -> String {
    (base.hasSuffix("/") ? base : base + "/") + "v1/traces"
  }

  private static func resource(_ variables: Variables) throws(TelemetryError)
    -> [(String, AttributeValue)]
  {
    var named = ["service.name": "polydub"]
    for (name, value) in try variables.pairs("OTEL_RESOURCE_ATTRIBUTES") { named[name] = value }
    if let name = variables["OTEL_SERVICE_NAME"] { named["service.name"] = name }
    return named.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
  }

  /// A run is traced whole or not at all.
  private static func isSampled(_ variables: Variables, parent: TraceParent?)
    throws(TelemetryError) -> Bool
  {
    let samplers = ["always_on", "always_off", "traceidratio"]
    let name = try variables.choice(
      "OTEL_TRACES_SAMPLER", samplers + samplers.map { "parentbased_\($0)" })
    let sampler = name ?? "parentbased_always_on"
    if sampler.hasPrefix("parentbased_"), let parent { return parent.isSampled }
    if sampler.hasSuffix("always_off") { return false }
    guard sampler.hasSuffix("traceidratio"), let text = variables["OTEL_TRACES_SAMPLER_ARG"]
    else { return true }
    guard let ratio = Double(text), (0...1).contains(ratio) else {
      throw TelemetryError(description: "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.")
    }
    return Double.random(in: 0..<1) < ratio
  }
}
