import Foundation
import Testing

@testable import Transport

struct EventDecoderTests {
  /// The events of a text given in one piece.
  private func events(_ text: String, limit: Int = 1000) throws -> [ServerEvent] {
    var decoder = EventDecoder(limit: limit)
    return try decoder.decode(text.utf8) + decoder.end()
  }

  private static let dashScope = """
    id:1
    event:result
    :HTTP_STATUS/200
    data:{"a":"é"}

    id:2
    event:error
    status:429
    data: one
    data:two


    """

  @Test func aStreamAsTheServiceSendsItIsUnderstood() throws {
    let events = try events(Self.dashScope)
    #expect(events.map(\.name) == ["result", "error"])
    #expect(events.map(\.data) == ["{\"a\":\"é\"}", "one\ntwo"])
    #expect(events.map(\.id) == ["1", "2"])
    #expect(events[1].extra == ["status": "429"])
  }

  @Test(arguments: ["\n", "\r", "\r\n"], [1, 2, 3, 7, 64])
  func cutsAndLineEndsChangeNothing(end: String, step: Int) throws {
    let bytes = Array(Self.dashScope.replacingOccurrences(of: "\n", with: end).utf8)
    var decoder = EventDecoder()
    var events: [ServerEvent] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      events += try decoder.decode(bytes[start..<min(bytes.count, start + step)])
    }
    #expect(try events == self.events(Self.dashScope))
    #expect(decoder.end().isEmpty)
  }

  @Test func aByteOrderMarkAtTheStartIsPassedOver() throws {
    #expect(try events("\u{FEFF}data:x\n\n").map(\.data) == ["x"])
    #expect(try events("data:a\n\n\u{FEFF}data:x\n\n").map(\.data) == ["a"])
  }

  @Test func onlyOneSpaceAfterTheColonIsDropped() throws {
    #expect(try events("data:  x\n\ndata\n\n").map(\.data) == [" x", ""])
  }

  @Test func eventsWithoutDataAreNone() throws {
    #expect(try events(":ping\n\nevent:x\n\nid:7\n\n\n\n").isEmpty)
    #expect(try events("id:7\n\ndata:x\n\n").map(\.id) == ["7"])
  }

  @Test func anUnfinishedLastEventCounts() throws {
    #expect(try events("data:x").map(\.data) == ["x"])
    #expect(try events("data:x\n").map(\.data) == ["x"])
  }

  @Test func anEndlessLineIsRefused() {
    #expect { try events(String(repeating: "x", count: 1001)) } throws: { error in
      (error as? TransportError)?.kind == .tooLarge
    }
    #expect(throws: TransportError.self) {
      try events(String(repeating: "data:x\n", count: 1000))
    }
  }

  @Test func theLimitIsForOneEventNotForAll() throws {
    #expect(
      try events(String(repeating: "data:\(String(repeating: "x", count: 900))\n\n", count: 9))
        .count == 9)
  }

  @Test func anyBytesAreTaken() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let bytes = (0..<200).map { _ in
        [0, 10, 13, 58, 32, 0xEF, 0xFF, 100].randomElement(using: &random) ?? 0
      }
      var decoder = EventDecoder()
      _ = try decoder.decode(bytes.map { UInt8($0) })
      _ = decoder.end()
    }
  }
}
