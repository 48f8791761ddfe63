import Foundation
import Transport

/// Where traces go and how, as OpenTelemetry's standard variables say.
///
/// Source: opentelemetry.io, “Environment Variable Specification” and “OTLP Exporter Configuration”: a value that cannot be
/// used is warned of and ignored.
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
  var certificates = Request.Certificates()
  /// The span of whoever started this program.
  var parent: TraceParent?
  /// The trace of the run: that of its parent, or a new one.
  var trace: Identifier
  /// Most spans that wait, and most sent at once.
  var queue = 2048
  var batch = 512
  var delay = Duration.seconds(5)

  /// What the environment asks for, nil where it asks for no traces, and sentences on what of it cannot be used.
  public static func read(_ environment: [String: String]) -> (TraceSettings?, warnings: [String]) {
    var variables = Variables(environment)
    let settings = TraceSettings(&variables)
    return (settings, variables.warnings)
  }

  private init?(_ variables: inout Variables) {
    guard variables["OTEL_SDK_DISABLED"]?.lowercased() != "true",
      let url = variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        ?? variables["OTEL_EXPORTER_OTLP_ENDPOINT"].map(Self.signal),
      Self.isExported(&variables)
    else { return nil }
    self.url = url
    parent = variables["TRACEPARENT"].flatMap { TraceParent($0) }
    trace = parent?.trace ?? .random(bytes: 16)
    guard Self.isSampled(trace, of: parent, &variables), Self.isWeb(url, &variables),
      let form = Self.form(&variables), let certificates = Self.certificates(&variables)
    else { return nil }
    (self.form, self.certificates) = (form, certificates)
    headers = Self.headers(&variables)
    compression =
      variables.choice(variables.own("COMPRESSION"), ["gzip", "none"]) == "gzip" ? .gzip : .none
    timeout = variables.milliseconds(variables.own("TIMEOUT"), usual: timeout)
    queue = variables.count("OTEL_BSP_MAX_QUEUE_SIZE", usual: queue)
    batch = min(queue, variables.count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", usual: batch))
    delay = variables.milliseconds("OTEL_BSP_SCHEDULE_DELAY", usual: delay)
    resource = Self.resource(&variables)
  }

  private static func signal(_ base: String) -> String {
    (base.hasSuffix("/") ? base : base + "/") + "v1/traces"
  }

  /// `otlp`, alone or among others.
  private static func isExported(_ variables: inout Variables) -> Bool {
    let name = "OTEL_TRACES_EXPORTER"
    guard let list = variables[name]?.lowercased() else { return true }
    let names = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    if names == ["none"] { return false }
    let isOTLP = names.contains("otlp")
    if names != ["otlp"] {
      let effect = isOTLP ? "traces go by otlp alone" : "no traces are sent"
      variables.warn("\(name): polydub knows otlp and none; \(effect). Set it to one of them.")
    }
    return isOTLP
  }

  private static func isWeb(_ url: String, _ variables: inout Variables) -> Bool {
    let parts = URL(string: url)
    if ["http", "https"].contains(parts?.scheme?.lowercased()), parts?.host()?.isEmpty == false {
      return true
    }
    variables.warn(
      "\(variables.own("ENDPOINT")) is no address that begins with http:// or https://: no traces are sent."
    )
    return false
  }

  /// nil for gRPC: what listens for it understands nothing else.
  private static func form(_ variables: inout Variables) -> Form? {
    let name = variables.own("PROTOCOL")
    if variables[name]?.lowercased() == "grpc" {
      variables.warn(
        "\(name) is grpc, which polydub does not speak: no traces are sent. Set "
          + "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf, and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT to the collector's "
          + "address for HTTP, such as http://localhost:4318/v1/traces.")
      return nil
    }
    return variables.choice(name, ["http/protobuf", "http/json"]) == "http/json" ? .json : .protobuf
  }

  /// Those that have a value.
  private static func headers(_ variables: inout Variables) -> [String: String] {
    let name = variables.own("HEADERS")
    let pairs = variables.pairs(name)
    let whole = pairs.compactMap { $0 }.filter { !$0.value.isEmpty }
    if whole.count < pairs.count {
      variables.warn(
        "\(name): \(pairs.count - whole.count) of \(pairs.count) headers have no value and are left out. Write them as "
          + "`name=value,name=value`.")
    }
    return whole.reduce(into: [:]) { $0[$1.name] = $1.value }
  }

  /// With any part broken the whole variable is left out, as OpenTelemetry says.
  private static func resource(_ variables: inout Variables) -> [(String, AttributeValue)] {
    var named = ["service.name": "polydub"]
    let pairs = variables.pairs("OTEL_RESOURCE_ATTRIBUTES")
    if pairs.contains(where: { $0 == nil }) {
      variables.warn(
        "OTEL_RESOURCE_ATTRIBUTES is ignored: write it as `name=value,name=value`.")
    } else {
      for case let pair? in pairs { named[pair.name] = pair.value }
    }
    if let name = variables["OTEL_SERVICE_NAME"] { named["service.name"] = name }
    return named.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
  }

  /// nil where a file cannot be read: what was to be proved cannot be.
  private static func certificates(_ variables: inout Variables) -> Request.Certificates? {
    var certificates = Request.Certificates()
    let parts: [(String, WritableKeyPath<Request.Certificates, String?>)] = [
      ("CERTIFICATE", \.authorities), ("CLIENT_CERTIFICATE", \.client), ("CLIENT_KEY", \.key),
    ]
    for (part, path) in parts {
      let name = variables.own(part)
      guard let file = variables[name] else { continue }
      guard access(file, R_OK) == 0 else {
        variables.warn(
          "\(name) is no file that can be read: no traces are sent. Set it to a PEM file.")
        return nil
      }
      certificates[keyPath: path] = file
    }
    return certificates
  }

  /// A run is traced whole or not at all; a ratio decides by the trace, so that all programs in it decide alike.
  private static func isSampled(
    _ trace: Identifier, of parent: TraceParent?, _ variables: inout Variables
  ) -> Bool {
    let samplers = ["always_on", "always_off", "traceidratio"]
    let name = variables.choice(
      "OTEL_TRACES_SAMPLER", samplers + samplers.map { "parentbased_\($0)" })
    let sampler = name ?? "parentbased_always_on"
    if sampler.hasPrefix("parentbased_"), let parent { return parent.isSampled }
    if sampler.hasSuffix("always_off") { return false }
    guard sampler.hasSuffix("traceidratio"), let text = variables["OTEL_TRACES_SAMPLER_ARG"]
    else { return true }
    guard let ratio = Double(text), (0...1).contains(ratio) else {
      variables.warn("OTEL_TRACES_SAMPLER_ARG is ignored: set it to a number from 0 to 1.")
      return true
    }
    // The rule of OpenTelemetry's Go and Python: the last 8 bytes, as a part of all they could be.
    let last = trace.bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(last) < ratio * 0x1p64
  }
}
