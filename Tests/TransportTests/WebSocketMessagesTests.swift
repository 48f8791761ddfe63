import NIOCore
import NIOWebSocket
import Testing

@testable import Transport

@Suite struct WebSocketMessagesTests {
  private func frame(_ opcode: WebSocketOpcode, _ text: String, fin: Bool = true)
    -> WebSocketFrame
  {
    WebSocketFrame(fin: fin, opcode: opcode, data: ByteBuffer(string: text))
  }

  @Test func fragmentsAreOneTextThoughAPingComesBetween() throws {
    var messages = WebSocketMessages(limit: 10)
    #expect(try messages.take(frame(.text, "hel", fin: false)) == .nothing)
    #expect(try messages.take(frame(.ping, "x")) == .ping([120]))
    #expect(try messages.take(frame(.continuation, "lo")) == .text("hello"))
    #expect(try messages.take(frame(.text, "again")) == .text("again"))
  }

  @Test func fragmentsTogetherAreHeldToTheLimit() throws {
    var messages = WebSocketMessages(limit: 4)
    #expect(try messages.take(frame(.text, "hel", fin: false)) == .nothing)
    #expect(throws: WebSocketMessages.Fault.tooLarge) {
      try messages.take(frame(.continuation, "lo"))
    }
  }

  @Test func whatBreaksTheOrderIsAnError() throws {
    var messages = WebSocketMessages(limit: 10)
    #expect(throws: WebSocketMessages.Fault.outOfOrder) {
      try messages.take(frame(.continuation, "lo"))
    }
    #expect(try messages.take(frame(.text, "hel", fin: false)) == .nothing)
    #expect(throws: WebSocketMessages.Fault.outOfOrder) { try messages.take(frame(.text, "x")) }
  }

  @Test func bytesThatAreNoTextAreAnError() throws {
    var messages = WebSocketMessages(limit: 10)
    let bad = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: [0xFF, 0xFE]))
    #expect(throws: WebSocketMessages.Fault.notText) { try messages.take(bad) }
  }
}
