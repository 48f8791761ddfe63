import ServiceContextModule

/// A span as another program names it, by W3C Trace Context.
struct TraceParent: Hashable, Sendable {
  var trace: Identifier
  var span: Identifier
  var isSampled: Bool

  init(trace: Identifier, span: Identifier, isSampled: Bool) {
    self.trace = trace
    self.span = span
    self.isSampled = isSampled
  }

  /// `00-` trace `-` span `-` flags; nil for what is none, and for the version 255 that never will be.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
      parts[0] == "00" ? parts.count == 4 : UInt8(parts[0], radix: 16) != nil,
      parts[3].utf8.count == 2, let flags = UInt8(parts[3], radix: 16),
      let trace = Identifier(hex: parts[1], bytes: 16),
      let span = Identifier(hex: parts[2], bytes: 8)
    else { return nil }
    self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
  }

  var header: String { "00-\(trace.hex)-\(span.hex)-0\(isSampled ? 1 : 0)" }
}

extension ServiceContext {
  /// The span that what happens now is part of.
  var parent: TraceParent? {
    get { self[ParentKey.self] }
    set { self[ParentKey.self] = newValue }
  }

  private enum ParentKey: ServiceContextKey { typealias Value = TraceParent }
}
