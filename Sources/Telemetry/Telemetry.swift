import Logging
import Metrics
import SwiftProtobuf
import Tracing

/// What a run tells machines.
public struct Telemetry: Sendable {}
