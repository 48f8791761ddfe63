/// One server-sent event.
public struct ServerEvent: Hashable, Sendable {
  /// `message` where the server gives none.
  public var name = "message"
  /// Lines of `data:` joined by line feeds.
  public var data = ""
  /// The last `id:` so far.
  public var id = ""
  /// Fields the standard does not know, such as `status` beside an error.
  public var extra: [String: String] = [:]

  public init() {}
}

/// Server-sent events from bytes that may be cut anywhere.
///
/// Lines end in LF, CR or CRLF; a BOM at the start and comments are passed over; invalid UTF-8
/// becomes U+FFFD. After WHATWG HTML, 9.2.6 “Interpreting an event stream”, except that what the server
/// left without its blank line counts at the end: some do.
public struct EventDecoder: Sendable {
  private let limit: Int
  private var line: [UInt8] = []
  private var event = ServerEvent()
  private var hasData = false
  private var size = 0
  private var isStart = true
  private var endedInReturn = false

  /// - Parameter limit: most bytes of one event, its comments included.
  public init(limit: Int = 8 << 20) { self.limit = limit }

  /// The events these bytes complete.
  ///
  /// - Throws: `tooLarge` for an event over the limit.
  public mutating func decode(_ bytes: some Sequence<UInt8>) throws(TransportError) -> [ServerEvent]
  {
    var events: [ServerEvent] = []
    for byte in bytes {
      defer { endedInReturn = byte == Self.carriageReturn }
      guard byte == Self.lineFeed || byte == Self.carriageReturn else {
        line.append(byte)
        size += 1
        guard size <= limit else {
          throw TransportError(
            .tooLarge, "The server sent an event of over \(limit) bytes; try again.")
        }
        continue
      }
      if byte == Self.lineFeed, endedInReturn { continue }
      if let event = endLine() { events.append(event) }
    }
    return events
  }

  /// What is left when the server ends the stream: at most one event.
  public mutating func end() -> [ServerEvent] {
    let last = line.isEmpty ? nil : endLine()
    return [last, dispatch()].compactMap { $0 }
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// An event, where the line was the blank one behind it.
  private mutating func endLine() -> ServerEvent? {
    if isStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isStart = false
    defer { line.removeAll(keepingCapacity: true) }
    guard let first = line.first else { return dispatch() }
    guard first != UInt8(ascii: ":") else { return nil }
    let parts = line.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    var value = parts.count == 2 ? parts[1] : []
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    take(String(decoding: parts[0], as: UTF8.self), String(decoding: value, as: UTF8.self))
    return nil
  }

  private mutating func take(_ field: String, _ value: String) {
    switch field {
    case "data":
      event.data += hasData ? "\n" + value : value
      hasData = true
    case "event": event.name = value.isEmpty ? "message" : value
    case "id": if !value.contains("\0") { event.id = value }
    default: event.extra[field] = value
    }
  }

  private mutating func dispatch() -> ServerEvent? {
    defer {
      let id = event.id
      event = ServerEvent()
      event.id = id
      hasData = false
      size = 0
    }
    return hasData ? event : nil
  }
}
