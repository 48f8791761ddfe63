import Testing

@testable import Telemetry

@Suite struct TelemetryTests {}
