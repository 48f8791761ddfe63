/// The events of an answer of type `text/event-stream`, as they come.
public struct EventStream {
  public let head: Answer
  private let answer: AnswerStream
  private var decoder: EventDecoder
  private var waiting: ArraySlice<ServerEvent> = []
  private var hasEnded = false

  /// - Parameter eventLimit: most bytes of one event.
  public init(_ answer: AnswerStream, eventLimit: Int = 8 << 20) {
    head = answer.head
    self.answer = answer
    decoder = EventDecoder(limit: eventLimit)
  }

  /// The next event; nil when the server has ended the answer.
  public mutating func next() async throws(TransportError) -> ServerEvent? {
    while waiting.isEmpty, !hasEnded {
      if let bytes = try await answer.next() {
        waiting = try decoder.decode(bytes)[...]
      } else {
        waiting = decoder.end()[...]
        hasEnded = true
      }
    }
    return waiting.popFirst()
  }

  /// Reads what is left without waiting for it, so that the connection can be used again.
  public func drain() {
    let answer = answer
    Task { while (try? await answer.next()) ?? nil != nil {} }
  }
}
